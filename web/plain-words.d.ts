import type { ESLint } from 'eslint'

/** The lint rule for texts, under the name `plain`. */
export declare const plain: ESLint.Plugin

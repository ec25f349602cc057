import type { ESLint } from 'eslint'

/** The lint rule for texts, under the name `locale`. */
export declare const locale: ESLint.Plugin

import type { Plugin } from 'postcss'

/** Turns the dashboard's styles into those of sections on another portal's page. */
export declare const forPortals: Plugin

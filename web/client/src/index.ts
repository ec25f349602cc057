/**
 * A typed client of the HTTP API of teamkpi.
 *
 * @packageDocumentation
 */
export type * from './contract.js'

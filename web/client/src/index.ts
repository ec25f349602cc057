/**
 * A typed client of the HTTP API of teamkpi.
 *
 * @packageDocumentation
 */
export type * from './answers.js'
export { browserSession } from './browser-session.js'
export {
  endpoint,
  type Endpoint,
  type FileContent,
  type GetEndpoint,
  type Id,
  type Method,
  type QueryValue,
} from './endpoint.js'
export { endpoints, type PageOptions, type PublishedOptions, type TeamListOptions } from './endpoints.js'
export { ApiError, ClientError, type ErrorCode, NetworkError, TimeoutError, UnreadableAnswerError } from './errors.js'
export { kpiFigures } from './figures.js'
export type { AnswerHead, Hooks, SentCall } from './hooks.js'
export {
  type Answer,
  type CallOptions,
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
} from './http-client.js'
export { type PasswordOptions, passwordTokens, type StoredTokens, type TokenStore } from './password-tokens.js'
export { type Page, recordsOf } from './paging.js'
export type { Patience, Retry } from './patience.js'
export { type Result, resultOf } from './result.js'
export type { Held } from './sign-in.js'
export {
  type CheckedPath,
  type CheckedPaths,
  createShape,
  type RightPaths,
  type Shape,
  type Shaped,
  type ShapedBy,
} from './shape.js'
export { apiKey, type Credentials, givenTokens, type SessionEvent, type Tokens, type TokenSource } from './tokens.js'
export type { Call, Reply, Transport } from './transport.js'
export { SIGNATURE_HEADER, signWebhook, verifyWebhook, type WebhookBody } from './webhooks.js'

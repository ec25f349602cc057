import { SIGNATURE_HEADER, signWebhook, verifyWebhook } from '@teamkpi/client'

/** Sends records to a webhook of the server, signed. */
export async function deliver(address: string, secret: string, records: readonly object[]): Promise<boolean> {
  const body = JSON.stringify(records)
  const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: await signWebhook(body, secret) }
  return (await fetch(address, { method: 'POST', headers, body })).ok
}

/** Whether a delivery that arrived somewhere else was signed with the secret. */
export async function isOurs(request: Request, secret: string): Promise<boolean> {
  return verifyWebhook(await request.arrayBuffer(), request.headers.get(SIGNATURE_HEADER), secret)
}

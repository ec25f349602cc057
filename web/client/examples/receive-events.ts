import { verifyEvent, type HookEvent } from '@teamkpi/client/events'

/** Answers a request of a [hook](hooks.md): 204 if it is genuine. */
export async function receive(request: Request, secret: string): Promise<Response> {
  const body = await request.text()
  if (!(await verifyEvent(body, request.headers, secret))) return new Response(null, { status: 401 })
  const { type, data } = JSON.parse(body) as HookEvent
  console.log(type, data)
  return new Response(null, { status: 204 })
}

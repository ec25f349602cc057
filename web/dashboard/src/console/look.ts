/** The look of the space: the name, the accent colours and the logo that the network has set. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { PATIENCE, type Reader } from '@/data/reading'
import { ACCESS } from './access/access'

/** What is set; null: as the settings of the server say. */
export interface Look {
  readonly Name: string | null
  readonly Accent: string | null
  readonly AccentInDark: string | null
  readonly Logo: { readonly Path: string; readonly MediaType: string; readonly Bytes: number } | null
}

/** What changes: null removes what is set, and the logo is in base64. */
export type LookChange = { readonly [Part in keyof Look]?: string | null }

const PATH = '/api/sys/look'

/** The largest file of a logo, in bytes. */
export const LARGEST_LOGO = 262_144

/** The key under which it is cached. */
export const LOOK = [...ACCESS, 'look'] as const

/** The look of the network. */
export function lookOptions(client: Reader) {
  return queryOptions({
    queryKey: LOOK,
    queryFn: async ({ signal }) => (await client.request<Look>(endpoint('GET', PATH), { signal })).data,
    ...PATIENCE,
  })
}

/** Changes parts of it. */
export async function changeLook(client: HttpClient, body: LookChange): Promise<Look> {
  return (await client.request<Look>(endpoint('PUT', PATH), { body })).data
}

const TEXTS = { Name: 'look-name', Accent: 'look-accent', AccentInDark: 'look-accent-in-dark' } as const

/** What the fields of a form say that is not so yet; see `LookFields`. */
export async function lookChange(form: HTMLFormElement, look: Look | null): Promise<LookChange> {
  const said = new FormData(form)
  const change: Record<string, string | null> = {}
  for (const [part, field] of Object.entries(TEXTS) as [keyof typeof TEXTS, string][]) {
    const value = said.get(field)
    const text = typeof value === 'string' ? value.trim() : ''
    if (text !== (look?.[part] ?? '')) change[part] = text || null
  }
  const logo = form.querySelector<HTMLInputElement>('[name=look-logo]')?.files?.[0]
  if (logo) change.Logo = await inBase64(logo)
  else if (said.has('look-without-logo')) change.Logo = null
  return change
}

function inBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    // A data URL: what comes after the comma is in base64.
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result.replace(/^[^,]*,/, '') : '')
    reader.onerror = () => reject(reader.error ?? new Error('the file cannot be read'))
    reader.readAsDataURL(file)
  })
}

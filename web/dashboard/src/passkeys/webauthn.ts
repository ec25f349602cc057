/** Passkeys of this browser: makes them and signs with them, in the JSON that the server speaks. */

/** What the server says that the browser shall do. */
type Options = Record<string, unknown>

/** Whether this browser can use passkeys on this page. They belong to host names, so an IP address has none. */
export function canUsePasskeys(): boolean {
  return 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(window.location.hostname)
}

/** Signs what the server asks; null when the user would not, or has no passkey here. */
export async function sign(options: Options): Promise<string | null> {
  const made = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytesOf(options.challenge),
        allowCredentials: withBytes(options.allowCredentials),
      } as PublicKeyCredentialRequestOptions,
    }),
  )
  if (!made) return null
  const { authenticatorData, clientDataJSON, signature, userHandle } = made.response as AuthenticatorAssertionResponse
  return said(made, { authenticatorData, clientDataJSON, signature, userHandle })
}

/** Makes a passkey as the server asks; null when the user would not, or has one here already. */
export async function make(options: Options): Promise<string | null> {
  const user = options.user as Record<string, unknown>
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytesOf(options.challenge),
        user: { ...user, id: bytesOf(user.id) },
        excludeCredentials: withBytes(options.excludeCredentials),
      } as unknown as PublicKeyCredentialCreationOptions,
    }),
  )
  if (!made) return null
  const { attestationObject, clientDataJSON } = made.response as AuthenticatorAttestationResponse
  return said(made, { attestationObject, clientDataJSON })
}

/** Runs the browser's own dialog. It fails in the same way whatever the reason, so that pages learn nothing. */
async function asked(dialog: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await dialog()) as PublicKeyCredential | null
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

function said(made: PublicKeyCredential, response: Record<string, ArrayBuffer | null>): string {
  const texts = Object.entries(response).map(([name, value]) => [name, value && textOf(value)])
  return JSON.stringify({
    id: made.id,
    rawId: made.id,
    type: made.type,
    response: Object.fromEntries(texts) as unknown,
  })
}

function withBytes(credentials: unknown): unknown {
  return (credentials as { id: string }[]).map((one) => ({ ...one, id: bytesOf(one.id) }))
}

/** The bytes of a text in base64url. */
function bytesOf(text: unknown): Uint8Array {
  const plain = atob((text as string).replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

/** Bytes as a text in base64url. */
function textOf(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes))
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}

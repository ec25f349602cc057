/** Remembering that something has happened once. */
import { useState } from 'react'

/**
 * Whether something is so, or was before for the same key, such as a team.
 *
 * What a page waits for before it shows a part must not become unknown again: a request that failed is repeated when the
 * part asks for the same, and the part would come and go without end.
 */
export function useOnce(isSo: boolean, key: string): boolean {
  const [known, setKnown] = useState<string | null>(null)
  if (isSo && known !== key) setKnown(key)
  return isSo || known === key
}

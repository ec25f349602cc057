/** The space's own name and logo, which the server has written into the page. */

function written(name: string): string | null {
  return document.querySelector<HTMLMetaElement>(`meta[name="teamkpi-${name}"]`)?.content ?? null
}

/** The name of the space; null if it is not set. */
export const spaceName = () => written('space')

/** The address of the logo of the space; null if it is not set. */
export const spaceLogo = () => written('logo')

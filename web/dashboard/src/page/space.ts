/** What the space has made its own: its name and its logo, which the server has written into the page. */

function written(name: string): string | null {
  return document.querySelector<HTMLMetaElement>(`meta[name="teamkpi-${name}"]`)?.content ?? null
}

/** The name of the space; null where it has given none. */
export const spaceName = () => written('space')

/** The address of the logo of the space; null where it has given none. */
export const spaceLogo = () => written('logo')

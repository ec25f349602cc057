/** A window of a given width, for what asks how wide it is. */
export function onWidth(width: number): void {
  window.matchMedia = (query: string) => {
    const limit = /\(width < ([\d.]+)rem\)/.exec(query)
    const list: Partial<MediaQueryList> = {
      matches: limit ? width < Number(limit[1]) * 16 : false,
      media: query,
      onchange: null,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      dispatchEvent: () => false,
    }
    return list as MediaQueryList
  }
}

"""What must be so on a page however wide it is: nothing is cut off, too small to press, or unseen in focus."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page

_TROUBLES = """
() => {
  const found = []
  const root = document.documentElement
  const isSeen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const name = (e) => e.outerHTML.slice(0, 140)
  if (root.scrollWidth > root.clientWidth) found.push(`wider than the window: ${root.scrollWidth}`)
  const top = [...document.querySelectorAll('dialog:modal')].at(-1)
  const part = top ?? document.body

  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
  for (let node; (node = walker.nextNode()); ) {
    const text = node.data.trim(), own = node.parentElement
    if (own.closest('tbody tr:nth-child(n + 9)')) continue  // rows are alike
    if (!text || own.closest('option, script, style, svg, textarea, a[href^="#"]') || !isSeen(own)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width < 2) continue
    let canScroll = false, { left, right } = box
    for (let e = own; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e), edge = e.getBoundingClientRect()
      if (edge.width < 2) { canScroll = true; break }  // only spoken
      canScroll ||= ['auto', 'scroll'].includes(style.overflowX)
      const isCut = ['hidden', 'clip'].includes(style.overflowX) && !canScroll
        && (right > edge.right + 1 || left < edge.left - 1)
      if (!isCut) continue
      if (!e.title && !e.closest('[title]')) found.push(`cut off: ${text.slice(0, 60)} in ${name(e)}`)
      // What is shortened here reaches no farther.
      left = Math.max(left, edge.left)
      right = Math.min(right, edge.right)
    }
    if (!canScroll && (right > root.clientWidth + 1 || left < -1)) found.push(`outside: ${text.slice(0, 60)}`)
  }

  for (const e of [top, ...(top?.querySelectorAll('*') ?? [])])
    if (e && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'auto' && e.tabIndex < 0)
      found.push(`scrolls sideways: ${name(e)}`)

  const targets = [...part.querySelectorAll('a[href], button, input, select, summary, textarea')].filter(isSeen)
  const boxes = targets.map((e) => {
    const own = e.getBoundingClientRect(), label = e.closest('label')?.getBoundingClientRect()
    return label && label.height >= own.height ? label : own
  })
  // One of each kind: lists have many that are alike.
  const kind = (e) => `${e.localName} ${e.className} ${e.type} ${e.parentElement.closest('[class]')?.className}`
  const kinds = new Set(), firsts = targets.filter((e) => !kinds.has(kind(e)) && kinds.add(kind(e)))
  const small = new Set()
  targets.forEach((e, index) => {
    if (small.has(kind(e))) return
    const box = boxes[index]
    if (box.width < 2 || box.right <= 0 || (box.width >= 24 && box.height >= 24)) return
    if (e.matches('a') && getComputedStyle(e).display === 'inline') return  // in a sentence: as high as its line
    small.add(kind(e))
    found.push(`small: ${Math.round(box.width)} x ${Math.round(box.height)} ${name(e)}`)
  })

  const before = document.activeElement
  for (const e of firsts) {
    if (e.disabled || e.tabIndex < 0) continue
    document.activeElement?.blur()
    e.focus({ focusVisible: true, preventScroll: true })
    if (document.activeElement !== e) { found.push(`takes no focus: ${name(e)}`); continue }
    const marks = [e, e.parentElement, e.closest('label')].filter(Boolean).map((one) => getComputedStyle(one))
    const hasRing = (one) => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 1
    if (!marks.some((one) => hasRing(one) || one.boxShadow !== 'none'))
      found.push(`focus is not seen: ${name(e)}`)
  }
  before?.focus?.({ preventScroll: true })
  return [...new Set(found)]
}
"""

# Texts of one layer: what stays in view or opens above the page may lie over it.
_OVER_EACH_OTHER = """
() => {
  const part = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body
  const layerOf = (e) => {
    while (e && e !== part && ['static', 'relative'].includes(getComputedStyle(e).position)) e = e.parentElement
    return e
  }
  const found = new Set(), boxes = []
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
  for (let node; (node = walker.nextNode()); ) {
    const own = node.parentElement, text = node.data.trim().slice(0, 40)
    if (!text || own.closest('option, script, style, textarea, tbody tr:nth-child(n + 9)')) continue
    if (!own.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    if (own.closest('[class*=hidden]')) continue  // only spoken
    const range = document.createRange(), layer = layerOf(own)
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) if (box.width > 2) boxes.push({ box, node, text, layer })
    const drawing = own.closest('svg')?.getBoundingClientRect(), { left, right } = range.getBoundingClientRect()
    if (drawing && (left < drawing.left - 1 || right > drawing.right + 1)) found.add(`cut off in a chart: ${text}`)
  }
  boxes.forEach((one, place) => {
    for (const other of boxes.slice(place + 1)) {
      if (one.node === other.node || one.layer !== other.layer) continue
      const [a, b] = [one.box, other.box]
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
      if (width > 2 && height > Math.min(a.height, b.height) / 3) found.add(`${one.text} over ${other.text}`)
    }
  })
  return [...found]
}
"""

_SAID = """
() => {
  const found = []
  const part = document.body
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
  for (let node; (node = walker.nextNode()); )
    // What is marked as of a language, as the findings of the checks, which are in English, is that on purpose.
    if (node.data.trim() && !node.parentElement.closest('script, style, body [lang]')) found.push(node.data.trim())
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const e of part.querySelectorAll(`[${name}]`)) found.push(e.getAttribute(name).trim())
  return [...found, document.title.split(' · ')[0]]
}
"""


def layout_troubles(page: Page) -> list[str]:
    """Return what is wrong with the layout of a page, or of the dialogue that is open over it."""
    found: list[str] = page.evaluate(_TROUBLES)
    return found


def large_text_troubles(page: Page, settings: CDPSession) -> list[str]:
    """Set the text of a page to twice its size, and return what is wrong; resizing the window ends it."""
    settings.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    over: list[str] = page.evaluate(_OVER_EACH_OTHER)
    return layout_troubles(page) + cut_off(page) + over


def said(page: Page) -> list[str]:
    """Return all that a page says, seen or only spoken."""
    found: list[str] = page.evaluate(_SAID)
    return found


def cut_off(page: Page) -> list[str]:
    """Return what is wider than the window: the page, or a panel or menu on it."""
    found: list[str] = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('dialog[open], [role=dialog], [role=tooltip]')]
          .filter(e => {
            const {left, right} = e.getBoundingClientRect()
            return e.scrollWidth > e.clientWidth + 1 || left < -1 || right > innerWidth + 1
          })
          .map(e => `${e.tagName} ${e.getAttribute('aria-label') ?? ''} ${e.scrollWidth} in ${e.clientWidth}`)"""
    )
    return found

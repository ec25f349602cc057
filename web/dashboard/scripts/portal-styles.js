// Turns the dashboard's styles into those of sections on another portal's page, when the embeddable module is built:
// what the dashboard says of the page is said of the section's own element, and what it asks of the window is asked of
// that element.

const SECTION = '.teamkpi'
/** Lengths by the window. The width has a counterpart in the element; its height is whatever the content needs. */
const BY_WIDTH = /\b(\d*\.?\d+)[sld]?vw\b/g
const BY_HEIGHT = /\b\d*\.?\d+([sld]?v(h|b|i|min|max))\b/

/** @type {import('postcss').Plugin} */
export const forPortals = {
  postcssPlugin: 'teamkpi-for-portals',
  Rule(rule) {
    if (rule.selector.includes(':root')) rule.selector = rule.selector.replaceAll(':root', SECTION)
  },
  AtRule: {
    media(rule) {
      if (/\bheight\b/.test(rule.params)) rule.remove()
      else if (/\bwidth\b/.test(rule.params)) {
        rule.name = 'container'
        rule.params = `teamkpi ${rule.params}`
      }
    },
    page(rule) {
      rule.remove()
    },
  },
  Declaration(declaration) {
    if (BY_HEIGHT.test(declaration.value)) declaration.remove()
    else if (BY_WIDTH.test(declaration.value)) declaration.value = declaration.value.replace(BY_WIDTH, '$1cqi')
    // Light or dark is the portal's to say.
    else if (declaration.prop === 'color-scheme' && /\blight dark\b/.test(declaration.value)) declaration.remove()
  },
}

import axe from 'axe-core'

/** What axe finds wrong, by rule and element. Contrast needs a real browser, and is looked at there. */
export async function faultsOf(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  return violations.flatMap(({ id, nodes }) => nodes.map((one) => `${id}: ${one.html}`))
}

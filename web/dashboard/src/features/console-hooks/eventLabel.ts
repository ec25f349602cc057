import type { ConsoleTexts } from '@/i18n/console/texts'

/** The label of an event; its name if it has no label here. */
export function eventLabel(c: ConsoleTexts, event: string): string {
  const known: Readonly<Record<string, string>> = c.hooks.events
  return known[event] ?? event
}

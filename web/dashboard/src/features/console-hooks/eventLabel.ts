import type { ConsoleTexts } from '@/i18n/console/texts'

/** What an event is called; one that is not known here by its name. */
export function eventLabel(c: ConsoleTexts, event: string): string {
  const known: Readonly<Record<string, string>> = c.hooks.events
  return known[event] ?? event
}

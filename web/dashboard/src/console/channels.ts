/** Through what a change came, in words. */
import { useConsole } from './ConsoleContext'

/** What names the channel of a change; `hasKey` says that it came with an API key. */
export function useChannel(): (channel: string | null, hasKey?: boolean) => string {
  const { c } = useConsole()
  const names: Readonly<Record<string, string>> = c.channels
  return (channel, hasKey = false) =>
    hasKey ? c.channels.key : channel === null ? c.channels.unknown : (names[channel] ?? channel)
}

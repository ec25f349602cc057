import type { Formats } from '@/format/formats'

/** An age in hours and minutes; `underMinute` for less than a minute. */
export function age(seconds: number, f: Formats, underMinute: string): string {
  return seconds < 60 ? underMinute : f.duration(Math.floor(seconds / 60))
}

/** Goes from one page of a list to another. */
import { useConsole } from '@/console/ConsoleContext'
import sections from '@/console/Sections.module.css'
import controls from '@/ui/controls.module.css'

/** A page of a list, from 1. */
interface Found {
  readonly Page: number
  readonly Size: number
  readonly TotalItems: number
}

/** The buttons; nothing if there is only one page. */
export function Pages({ found, onPage }: { found: Found; onPage: (page: number) => void }) {
  const { c } = useConsole()
  const last = Math.ceil(found.TotalItems / found.Size)
  if (last <= 1) return null
  return (
    <div className={sections.buttons}>
      <button
        type="button"
        className={controls.button}
        disabled={found.Page <= 1}
        onClick={() => onPage(found.Page - 1)}
      >
        {c.list.previous}
      </button>
      <button
        type="button"
        className={controls.button}
        disabled={found.Page >= last}
        onClick={() => onPage(found.Page + 1)}
      >
        {c.list.next}
      </button>
      <span className={sections.quiet}>{c.access.page(found.Page, last)}</span>
    </div>
  )
}

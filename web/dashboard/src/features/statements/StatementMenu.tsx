/** The statement of a month as a file: PDF, Excel or CSV. */
import * as Popover from '@radix-ui/react-popover'
import { useMutation } from '@tanstack/react-query'
import { endpoints, type FileContent, type Id } from '@teamkpi/client'
import { useId, useState, type ReactNode } from 'react'
import { monthOf, monthsEarlier } from '@/format/days'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Banner } from '@/ui/Notice'
import { useRoot } from '@/ui/root'
import { save } from '@/ui/save'
import styles from './StatementMenu.module.css'

/** How many months back there is something to choose. */
const MONTHS = 24
const CALLS = {
  pdf: endpoints.teams.statementPdf,
  xlsx: endpoints.teams.statementXlsx,
  csv: endpoints.teams.statementCsv,
}
type FileKind = keyof typeof CALLS
const KINDS = Object.keys(CALLS) as FileKind[]

interface StatementMenuProps {
  teamId: Id
  /** The present day where the team is. */
  today: string
  label: ReactNode
}

/** The button and what it opens. Open at first, because pressing the button loaded this code. */
export default function StatementMenu({ teamId, today, label }: StatementMenuProps) {
  const { t, f } = useLocale()
  const { client } = useSession()
  const root = useRoot()
  const id = useId()
  const [isOpen, setOpen] = useState(true)
  const months = Array.from({ length: MONTHS }, (_, index) => monthOf(monthsEarlier(today, index)))
  // Most want the month that has ended.
  const [month, setMonth] = useState(months[1] ?? monthOf(today))
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (kind: FileKind) => {
      const { data } = await client.request<FileContent>(CALLS[kind](teamId, month.slice(0, 7)))
      save(data.blob, data.name)
    },
  })
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className={controls.button}>{label}</Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content
          className={styles.menu}
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label={t.statement.title}
        >
          <label htmlFor={id}>{t.statement.month}</label>
          <select id={id} className={controls.select} value={month} onChange={({ target }) => setMonth(target.value)}>
            {months.map((one, index) => (
              <option key={one} value={one}>
                {index === 0 ? t.statement.unfinished(f.month(one)) : f.month(one)}
              </option>
            ))}
          </select>
          <p className={styles.kinds}>
            {KINDS.map((kind) => (
              <button
                key={kind}
                type="button"
                className={controls.button}
                disabled={isPending}
                onClick={() => mutate(kind)}
              >
                <Icon name="download" />
                {t.statement.kinds[kind]}
              </button>
            ))}
          </p>
          {isPending && (
            <p role="status" className={styles.wait}>
              {t.statement.preparing}
            </p>
          )}
          {error && (
            <Banner kind="error">
              {t.statement.failed} {reasonOf(error, t)}
            </Banner>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

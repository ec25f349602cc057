/** The accounts of members: a search, and one page at a time. */
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { membersOptions, type Account } from '@/console/access/access'
import { AccountLine } from '@/console/access/Lines'
import { useConsole } from '@/console/ConsoleContext'
import { Section } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { Pages } from './Pages'

/** The section. */
export function Members({ onOpen }: { onOpen: (account: Account) => void }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const [text, setText] = useState('')
  const [page, setPage] = useState(1)
  const asked = useDeferredValue(text.trim())
  const found = useQuery(membersOptions(useClient(), asked, page))
  return (
    <Section title={c.access.members} about={c.access.membersAbout}>
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <div className={sections.field}>
          <label htmlFor="find-accounts">{c.access.find}</label>
          <input
            id="find-accounts"
            className={controls.field}
            type="search"
            autoComplete="off"
            value={text}
            maxLength={200}
            onChange={(event) => {
              setText(event.target.value)
              setPage(1)
            }}
          />
        </div>
      </form>
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : (
        <>
          <p role="status" className={sections.quiet}>
            {found.data.TotalItems === 0 ? c.access.noneFound : c.access.found(found.data.TotalItems)}
          </p>
          {found.data.Accounts.length > 0 && (
            <ul className={sections.list}>
              {found.data.Accounts.map((one) => (
                <AccountLine key={one.Id} account={one} onOpen={onOpen} />
              ))}
            </ul>
          )}
          <Pages found={found.data} onPage={setPage} />
        </>
      )}
    </Section>
  )
}

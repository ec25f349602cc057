/** Who has access: operators, members' accounts, API keys, and the networks of the server. */
import { useState } from 'react'
import type { Account } from '@/console/access/access'
import { AccountPanel } from '@/console/access/AccountPanel'
import { useConsole } from '@/console/ConsoleContext'
import { Screen } from '@/console/Screen'
import sections from '@/console/Sections.module.css'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { HostNames } from './HostNames'
import { Invitations } from './Invitations'
import { Keys } from './Keys'
import { Members } from './Members'
import { NameAndLook } from './NameAndLook'
import { Networks } from './Networks'
import { Operators } from './Operators'
import { Providers } from './Providers'

/** The screen. */
export function AccessPage() {
  const { c, locations } = useConsole()
  const { language } = useLocale()
  const [open, setOpen] = useState<Account | null>(null)
  return (
    <LocaleProvider language={language} zone={locations[0]?.zone ?? 'UTC'}>
      <Screen title={c.access.title}>
        <div className={sections.page}>
          <Operators onOpen={setOpen} />
          <Members onOpen={setOpen} />
          <Invitations />
          <Keys />
          <Providers />
          <NameAndLook />
          <HostNames />
          <Networks />
        </div>
        {open && <AccountPanel key={open.Id} account={open} onChange={setOpen} onClose={() => setOpen(null)} />}
      </Screen>
    </LocaleProvider>
  )
}

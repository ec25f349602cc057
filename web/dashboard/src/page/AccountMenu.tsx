/** What the signed-in user can do on every page: see their account, choose colours and language, sign out. */
import * as Popover from '@radix-ui/react-popover'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { accountOptions } from '@/data/account'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { Banner } from '@/ui/Notice'
import { useRoot } from '@/ui/root'
import styles from './AccountMenu.module.css'
import { LanguageChoice, ThemeChoice } from './choices'

/** The button and what it opens. Open at first, because pressing the button loaded this code. */
export default function AccountMenu({ label }: { label: ReactNode }) {
  const { t } = useLocale()
  const root = useRoot()
  const [isOpen, setOpen] = useState(true)
  const first = useRef<HTMLAnchorElement>(null)
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className={controls.button}>{label}</Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content
          className={styles.menu}
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label={t.app.account}
          onOpenAutoFocus={(event) => {
            // A popover passes over links, and would begin in the middle.
            event.preventDefault()
            first.current?.focus()
          }}
        >
          <Email />
          <Link ref={first} className={controls.button} to="/account" onClick={() => setOpen(false)}>
            <Icon name="account" />
            {t.app.yourAccount}
          </Link>
          <ThemeChoice />
          <LanguageChoice />
          <SignOutButton />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Which account it is. */
function Email() {
  const { client } = useSession()
  const { data } = useQuery(accountOptions(client))
  return <p className={styles.email}>{data?.Email ?? '\u00a0'}</p>
}

/** The button that ends the sign-in. */
function SignOutButton() {
  const { t } = useLocale()
  const session = useSession()
  const [hasFailed, setFailed] = useState(false)
  const leave = () => {
    setFailed(false)
    session.signOut().catch(() => setFailed(true))
  }
  return (
    <>
      <button type="button" className={controls.button} onClick={leave}>
        <Icon name="signOut" />
        {t.app.signOut}
      </button>
      {hasFailed && <Banner kind="error">{t.app.signOutFailed}</Banner>}
    </>
  )
}

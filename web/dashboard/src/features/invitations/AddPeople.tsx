/** Adding people to a team. The form's code is read from the server when it is first opened. */
import type { Id } from '@teamkpi/client'
import { lazy, Suspense, useRef, useState } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Banner } from '@/ui/Notice'
import { patient } from '@/ui/patient'
import { useReturningFocus } from '@/ui/useReturningFocus'
import styles from './AddPeople.module.css'
import type { Newcomer } from './queries'

const Form = lazy(patient(() => import('./AddPeopleForm')))

/** The button, and the form in its place once it is pressed. */
export function AddPeople({ teamId }: { teamId: Id }) {
  const { t } = useLocale()
  const [isOpen, setOpen] = useState(false)
  const [added, setAdded] = useState<readonly Newcomer[]>([])
  const result = useRef<HTMLDivElement>(null)
  const button = useReturningFocus(isOpen, result)
  if (isOpen) {
    return (
      <Suspense fallback={null}>
        <Form
          teamId={teamId}
          onCancel={() => setOpen(false)}
          onAdded={(people) => {
            setAdded(people)
            setOpen(false)
          }}
        />
      </Suspense>
    )
  }
  return (
    <div className={styles.place}>
      {added.length > 0 && (
        <div ref={result} tabIndex={-1}>
          <Banner kind="done">{t.people.done(added.map((one) => one.name).join(', '))}</Banner>
        </div>
      )}
      <button
        ref={button}
        type="button"
        className={controls.button}
        onClick={() => {
          setAdded([])
          setOpen(true)
        }}
      >
        {t.people.add}
      </button>
    </div>
  )
}

import type { ReactNode } from 'react'
import { useLocale } from '@/i18n/locale'
import { Boundary } from './Boundary'
import controls from './controls.module.css'
import { Notice } from './Notice'

interface PartBoundaryProps {
  children: ReactNode
  resetBy?: unknown
  /** Whether the part is the whole page, whose heading is gone as well. */
  isPage?: boolean
}

/** Shows a notice in the place of a part of the page that failed; loading the page again is what helps. */
export function PartBoundary({ children, resetBy, isPage = false }: PartBoundaryProps) {
  const { t } = useLocale()
  const notice = (
    <Notice
      kind="error"
      title={t.states.partFailed}
      action={{ label: t.states.reload, run: () => location.reload() }}
    />
  )
  const page = (
    <main>
      <h1 className={controls.hidden}>{t.app.name}</h1>
      {notice}
    </main>
  )
  return (
    <Boundary resetBy={resetBy} fallback={() => (isPage ? page : notice)}>
      {children}
    </Boundary>
  )
}

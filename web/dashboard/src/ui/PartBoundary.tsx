import type { ReactNode } from 'react'
import { useLocale } from '@/i18n/locale'
import { Boundary } from './Boundary'
import { Notice } from './Notice'

/** Shows a notice in the place of a part of the page that failed; loading the page again is what helps. */
export function PartBoundary({ children, resetBy }: { children: ReactNode; resetBy?: unknown }) {
  const { t } = useLocale()
  return (
    <Boundary
      resetBy={resetBy}
      fallback={() => (
        <Notice
          kind="error"
          title={t.states.partFailed}
          action={{ label: t.states.reload, run: () => location.reload() }}
        />
      )}
    >
      {children}
    </Boundary>
  )
}

import { render, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { LocaleProvider } from '@/i18n/locale'
import { PartBoundary } from '@/ui/PartBoundary'

function Broken({ isBroken }: { isBroken: boolean }) {
  if (isBroken) throw new Error('a part that cannot be loaded')
  return <p>the part</p>
}

describe('a part of the page that fails', () => {
  it('is replaced by a notice, and leaves the rest as it is; another address shows it again', () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const page = (isBroken: boolean, address: string) => (
      <LocaleProvider language="en">
        <p>the rest</p>
        <PartBoundary resetBy={address}>
          <Broken isBroken={isBroken} />
        </PartBoundary>
      </LocaleProvider>
    )
    const { rerender } = render(page(true, '/team/1'))
    expect(screen.getByRole('alert')).toHaveTextContent('Something went wrong on this page')
    expect(screen.getByRole('button', { name: 'Reload the page' })).toBeVisible()
    expect(screen.getByText('the rest')).toBeVisible()

    rerender(page(false, '/team/1'))
    expect(screen.queryByText('the part')).toBeNull()
    rerender(page(false, '/team/2'))
    expect(screen.getByText('the part')).toBeVisible()
    told.mockRestore()
  })
})

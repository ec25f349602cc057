/** What the front desk does for a person, apart from bookings: sell, grant, add to a team. */
import { SidePanel } from '@/ui/SidePanel'
import { useConsole } from '../ConsoleContext'
import type { Whom } from './BookPanel'
import { SellForm } from './SellForm'
import { TeamForm } from './TeamForm'

/** What is done. */
export type Act = 'product' | 'pass' | 'credit' | 'team'

/** The panel of an act. */
export function ActPanel({ act, whom, onClose }: { act: Act; whom: Whom; onClose: () => void }) {
  const { c } = useConsole()
  const titles = { product: c.act.sellProduct, pass: c.act.sellPass, credit: c.act.grantCredit, team: c.act.addToTeam }
  return (
    <SidePanel title={titles[act]} over={whom.name} onClose={onClose}>
      {act === 'team' ? (
        <TeamForm whom={whom} onClose={onClose} />
      ) : (
        <SellForm key={act} act={act} whom={whom} onClose={onClose} />
      )}
    </SidePanel>
  )
}

import { Notice } from '@/ui/Notice'
import { useConsole } from './ConsoleContext'

/** In the place of a screen that the roles do not include. */
export function NoRight() {
  const { c } = useConsole()
  return <Notice kind="locked" title={c.noRight.screen} text={c.noRight.ask} />
}

/** The entry of the page. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from '@/app/App'
import { takeLinkSecret } from '@/features/invitations/link-secret'
import { chosenLanguage, startPreferences } from '@/page/preferences'
import { createQueryClient } from '@/session/query-client'
import { Session } from '@/session/session'
import '@/theme/tokens.css'
import '@/theme/elements.css'

startPreferences()
takeLinkSecret()
const session = new Session({ language: chosenLanguage })
const queries = createQueryClient(() => session.ended())
const root = document.getElementById('root')
if (!root) throw new Error('the page has no place for the dashboard')
createRoot(root).render(
  <StrictMode>
    <App session={session} queries={queries} />
  </StrictMode>,
)

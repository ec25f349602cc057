// A page of another portal. Its address says which section it shows: ?section=trends, with &queries for a
// QueryClientProvider around it, &narrow for a column of 420 px and &wrong for a team that does not exist.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createHttpClient, givenTokens } from '@teamkpi/client'
import { AttendanceSection, PersonPanel, TrendsSection } from '@teamkpi/dashboard'
import { version } from 'react'
import { createRoot } from 'react-dom/client'
import { TeamPage } from './documented'

const said = new URLSearchParams(location.search)
const teamId = Number(said.get('team'))
const httpClient = createHttpClient({ tokens: givenTokens(() => window.myPortal.accessToken()) })
const failures = (window.failures = [])
const more = { httpClient, teamId, onError: (error) => failures.push(`${error.name} ${error.code}`) }
const theme = { colours: 'dark', tokens: { '--tk-accent': 'rgb(1, 2, 3)' } } as const
const sections = {
  documented: <TeamPage teamId={teamId} />,
  trends: <TrendsSection {...more} />,
  person: <PersonPanel {...more} coworkerId={101} onClose={() => (document.title = 'closed')} />,
  attendance: <AttendanceSection {...more} theme={theme} />,
}
const section = sections[said.get('section')]
const place = document.createElement(said.has('narrow') ? 'aside' : 'main')
document.body.append(place)
document.documentElement.dataset.react = version
createRoot(place).render(
  said.has('queries') ? <QueryClientProvider client={new QueryClient()}>{section}</QueryClientProvider> : section,
)

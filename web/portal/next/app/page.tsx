// A server component. The section is one for the client, in the file that has the documented line.
import { TeamPage } from './documented'

export default async function Page({ searchParams }: { searchParams: Promise<{ team?: string }> }) {
  const { team } = await searchParams
  return (
    <main>
      <TeamPage teamId={Number(team)} />
    </main>
  )
}

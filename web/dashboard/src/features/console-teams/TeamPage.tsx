/** A team: its people, what is unpaid and what ends soon. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { PersonPicker } from '@/console/Picker'
import { useSave, useSaveError } from '@/console/saving'
import { Screen } from '@/console/Screen'
import { recordOptions, recordsOptions, type Item } from '@/console/server'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { TeamMatters } from './TeamMatters'
import styles from './Teams.module.css'

/** The screen, once the team is there. */
export function TeamPage({ id }: { id: number }) {
  const { c, entity, locations, may, operator } = useConsole()
  const { language, t } = useLocale()
  const found = useQuery({ ...recordOptions(useClient(), entity('teams'), id), refetchInterval: 30_000 })
  if (!found.data) {
    return (
      <Screen title={c.palette.team}>
        {found.isError ? (
          <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
        ) : (
          <Notice kind="loading" title={t.app.loading} />
        )}
      </Screen>
    )
  }
  const team = found.data.item
  const location = locations.find((one) => one.id === team.BusinessId) ?? locations[0]
  return (
    <LocaleProvider language={language} zone={location?.zone}>
      <Screen
        title={String(team.Name)}
        over={<Link to="/teams">{c.teams.title}</Link>}
        actions={
          <>
            {operator.MayReadFigures && (
              <Link className={controls.button} to={`/teams/${team.Id}/view`}>
                {c.view.link}
              </Link>
            )}
            {may('teams', 'Edit') && (
              <Link className={controls.button} to={`/records/teams?open=${team.Id}`}>
                {c.actions.edit}
              </Link>
            )}
          </>
        }
      >
        <div className={styles.parts}>
          <Members team={team} />
          <TeamMatters members={idsIn(team.TeamMembers)} currency={location?.currency ?? null} />
        </div>
      </Screen>
    </LocaleProvider>
  )
}

function idsIn(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : []
}

function Members({ team }: { team: Item }) {
  const { c, entity, may } = useConsole()
  const members = idsIn(team.TeamMembers)
  const administrators = idsIn(team.TeamAdministrators)
  const ids = [...new Set([...members, ...administrators])]
  const people = useQuery({
    ...recordsOptions(useClient(), entity('coworkers'), ids),
    enabled: ids.length > 0 && may('coworkers', 'List'),
  }).data
  const saving = useSave()
  const failure = useSaveError(saving.error)
  const change = (values: Readonly<Record<string, unknown>>, text: string) =>
    void saving.alter('teams', team.Id, () => values, text).catch(() => undefined)
  const mayEdit = may('teams', 'Edit')
  const named = ids
    .map((id) => ({ id, item: people?.find((one) => one.Id === id) }))
    .map(({ id, item }) => ({
      id,
      name: typeof item?.FullName === 'string' ? item.FullName : String(id),
      email: item?.Email as string | undefined,
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name))
  return (
    <section className={styles.part} aria-labelledby="members-of-team">
      <h2 id="members-of-team">{`${c.teams.membersTitle} (${members.length})`}</h2>
      {failure && <Banner kind="error">{failure}</Banner>}
      {mayEdit && may('coworkers', 'List') && (
        <PersonPicker
          label={c.teams.add}
          onChoose={(person) =>
            change({ AddedTeamMembers: [person.Id] }, c.act.added(person.FullName, String(team.Name)))
          }
        />
      )}
      {ids.length === 0 && <p className={styles.quiet}>{c.teams.noMembers}</p>}
      <ul className={styles.members}>
        {named.map(({ id, name, email }) => {
          const isAdministrator = administrators.includes(id)
          return (
            <li key={id}>
              <span className={styles.who}>
                {may('coworkers', 'Read') ? <Link to={`/people/${id}`}>{name}</Link> : name}
                <small>{[isAdministrator && c.teams.administrator, email].filter(Boolean).join(' · ')}</small>
              </span>
              {mayEdit && (
                <>
                  {isAdministrator ? (
                    <Confirmation
                      label={c.teams.endAdministrator}
                      name={c.teams.endAdministratorOf(name)}
                      title={c.teams.endAdministratorTitle(name)}
                      text={c.teams.endAdministratorText(name)}
                      isBusy={saving.isBusy}
                      act={() => change({ RemovedTeamAdministrators: [id] }, c.teams.changedAdministrator(name))}
                    />
                  ) : (
                    <button
                      type="button"
                      className={controls.textButton}
                      aria-label={c.teams.makeAdministratorOf(name)}
                      disabled={saving.isBusy}
                      onClick={() => change({ AddedTeamAdministrators: [id] }, c.teams.changedAdministrator(name))}
                    >
                      {c.teams.makeAdministrator}
                    </button>
                  )}
                  <Confirmation
                    label={c.teams.takeOut}
                    name={c.teams.takeOutOf(name)}
                    title={c.teams.takeOutTitle(name)}
                    text={c.teams.takeOutText(name, String(team.Name))}
                    isBusy={saving.isBusy}
                    act={() =>
                      change({ RemovedTeamMembers: [id], RemovedTeamAdministrators: [id] }, c.teams.takenOut(name))
                    }
                  />
                </>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The mirror: whether the copy is up to date, what is wrong and what to do, and each kind of record. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { Screen } from '@/console/Screen'
import { Advice, Facts, Question, Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { age } from './age'
import { Kinds, Refused } from './Kinds'
import { act, MIRROR, mirrorOptions, type Action, type Mirror } from './mirror'

const COMMAND = 'teamkpi mirror add nexudus --email EMAIL --password-stdin'

/** The screen. */
export function MirrorPage() {
  const { c, locations } = useConsole()
  const { language, t } = useLocale()
  const found = useQuery(mirrorOptions(useClient()))
  return (
    <LocaleProvider language={language} zone={locations[0]?.zone ?? 'UTC'}>
      <Screen title={c.mirror.title}>
        {found.isError && !found.data ? (
          <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
        ) : found.data === undefined ? (
          <Notice kind="loading" title={t.app.loading} />
        ) : found.data === null ? (
          <Notice
            kind="empty"
            title={c.mirror.none}
            text={
              <>
                {c.mirror.noneText} <code>{COMMAND}</code>
              </>
            }
          />
        ) : (
          <div className={sections.page}>
            <Source mirror={found.data} />
            <Kinds mirror={found.data} />
            {found.data.Refused.length > 0 && <Refused mirror={found.data} />}
          </div>
        )}
      </Screen>
    </LocaleProvider>
  )
}

function Source({ mirror }: { mirror: Mirror }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const acting = useMutation({
    mutationFn: (action: Action) => act(client, action),
    onSuccess: (next) => {
      setAsking(false)
      queries.setQueryData(MIRROR, next)
    },
  })
  const button = (action: Action, isMain = false) => (
    <button
      type="button"
      className={isMain ? controls.primary : controls.button}
      disabled={acting.isPending}
      onClick={() => acting.mutate(action)}
    >
      {c.mirror.actions[action]}
    </button>
  )
  const failures: Readonly<Record<string, string>> = c.mirror.failures
  return (
    <Section
      title={c.mirror.source(mirror.Kind)}
      about={mirror.BaseUrl}
      actions={
        mirror.IsPaused ? (
          button('resume', true)
        ) : (
          <>
            {button('retry')}
            {button('pause')}
          </>
        )
      }
    >
      {acting.error && <Banner kind="error">{reasonOf(acting.error, t)}</Banner>}
      <div role="status">
        <Overall mirror={mirror} />
      </div>
      {mirror.ProblemCode !== null && (
        <div className={sections.form}>
          <div className={sections.what}>
            <strong>{failures[mirror.ProblemCode] ?? mirror.ProblemCode}</strong>
            {mirror.Advice && (
              <span>
                <Advice text={mirror.Advice} />
              </span>
            )}
            <span className={sections.quiet}>{mirror.Problem}</span>
            {mirror.ProblemSince && (
              <span className={sections.quiet}>{c.mirror.since(f.moment(mirror.ProblemSince))}</span>
            )}
          </div>
        </div>
      )}
      <Facts
        facts={[
          [
            c.mirror.age,
            mirror.AgeSeconds === null ? c.mirror.notYet : age(mirror.AgeSeconds, f, c.mirror.underMinute),
          ],
          [c.mirror.started, mirror.LastStartedOn === null ? c.mirror.soon : f.moment(mirror.LastStartedOn)],
          [c.mirror.completed, mirror.LastCompletedOn === null ? c.mirror.notYet : f.moment(mirror.LastCompletedOn)],
          [c.mirror.refused, f.number(mirror.RefusedCount)],
          [c.mirror.missing, f.number(mirror.MissingCount)],
        ]}
      />
      {mirror.MissingCount > 0 &&
        (isAsking ? (
          <Question label={c.mirror.actions.confirm}>
            <p>{c.mirror.confirmMeans(mirror.MissingCount)}</p>
            <div className={sections.buttons}>
              {button('confirm', true)}
              <button type="button" className={controls.button} onClick={() => setAsking(false)}>
                {c.actions.cancel}
              </button>
            </div>
          </Question>
        ) : (
          <div className={sections.buttons}>
            <State mood="bad">{c.mirror.missingText(mirror.MissingCount)}</State>
            <button type="button" className={controls.button} onClick={() => setAsking(true)}>
              {c.mirror.confirm}
            </button>
          </div>
        ))}
    </Section>
  )
}

function Overall({ mirror }: { mirror: Mirror }) {
  const { c } = useConsole()
  if (mirror.ProblemCode !== null) return <State mood="bad">{c.mirror.inTrouble}</State>
  if (mirror.IsPaused) return <State mood="bad">{c.mirror.paused}</State>
  if (mirror.AgeSeconds === null) return <State mood="neutral">{c.mirror.loading}</State>
  return <State mood="good">{c.mirror.healthy}</State>
}

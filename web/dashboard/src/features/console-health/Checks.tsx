/** A check: a button that runs it, how far it is, and what it found. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useConsole } from '@/console/ConsoleContext'
import { Advice, Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { HEALTH, runCheck, type Check, type Finding } from './health'

/** One check; `isBusy`: one of them is running. */
export function Checks({ check, isBusy }: { check: Check; isBusy: boolean }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const texts = c.health.checks[check.Check]
  const running = useMutation({
    mutationFn: () => runCheck(client, check.Check),
    onSuccess: (health) => queries.setQueryData(HEALTH, health),
  })
  const ended = check.EndedOn ?? check.StartedOn
  const at = ended === null ? '' : c.health.moment(f.date(f.dayOf(ended)), f.time(ended))
  return (
    <Section
      title={texts.title}
      about={texts.about}
      actions={
        <button
          type="button"
          className={controls.button}
          disabled={isBusy || running.isPending}
          onClick={() => running.mutate()}
        >
          {texts.run}
        </button>
      }
    >
      {running.error && <Banner kind="error">{reasonOf(running.error, t)}</Banner>}
      <p role="status">
        {check.State === 'running' ? (
          <State mood="neutral">
            {check.Done > 0 ? c.health.runningAt(check.Done) : c.health.running} {c.health.goesOn}
          </State>
        ) : check.State === 'stopped' ? (
          <State mood="bad">{c.health.stopped(at)}</State>
        ) : check.State === 'never' ? (
          <State mood="neutral">{c.health.never}</State>
        ) : check.Problems > 0 ? (
          <State mood="bad">
            {c.health.problems(check.Problems)} {c.health.endedOn(at)}
          </State>
        ) : (
          <State mood="good">
            {c.health.fine} {c.health.endedOn(at)}
          </State>
        )}
      </p>
      {check.Findings.length > 0 && <Findings findings={check.Findings} />}
      {check.Problems > check.Findings.length && <p className={sections.quiet}>{c.health.more}</p>}
    </Section>
  )
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  const { c } = useConsole()
  const problems = findings.filter((one) => one.IsProblem)
  const fine = findings.filter((one) => !one.IsProblem)
  return (
    <>
      {problems.length > 0 && <List findings={problems} />}
      {fine.length > 0 && (
        <details>
          <summary className={sections.quiet}>{c.health.passed(fine.length)}</summary>
          <List findings={fine} />
        </details>
      )}
    </>
  )
}

function List({ findings }: { findings: readonly Finding[] }) {
  const { c } = useConsole()
  const subjects: Readonly<Record<string, string>> = c.health.subjects
  return (
    <ul className={sections.list}>
      {findings.map((one, index) => (
        <li key={index} className={sections.line}>
          <State mood={one.IsProblem ? 'bad' : 'good'}>{subjects[one.Subject] ?? one.Subject}</State>
          <div className={sections.what}>
            <span>{one.Text}</span>
            {one.Advice && (
              <span className={sections.quiet}>
                → <Advice text={one.Advice} />
              </span>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

/** How the installation is: version, database, backups, mail, and checks with a button. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { Screen } from '@/console/Screen'
import { Facts, Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { useNow } from '@/ui/useNow'
import { Checks } from './Checks'
import { healthOptions, size, type Health } from './health'
import { Mail } from './Mail'

const BACKUP_DAYS = 8
const DAY = 86_400_000

/** The screen. */
export function HealthPage() {
  const { c, locations } = useConsole()
  const { language, t } = useLocale()
  const found = useQuery(healthOptions(useClient()))
  return (
    <LocaleProvider language={language} zone={locations[0]?.zone ?? 'UTC'}>
      <Screen title={c.health.title}>
        {found.isError && !found.data ? (
          <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
        ) : !found.data ? (
          <Notice kind="loading" title={t.app.loading} />
        ) : (
          <div className={sections.page}>
            <System health={found.data} />
            {found.data.Checks.map((one) => (
              <Checks key={one.Check} check={one} isBusy={found.data.Checks.some(({ State }) => State === 'running')} />
            ))}
            <Mail mail={found.data.Mail} isWorker={found.data.IsWorker} />
          </div>
        )}
      </Screen>
    </LocaleProvider>
  )
}

function System({ health }: { health: Health }) {
  const { c } = useConsole()
  const { f } = useLocale()
  const now = useNow(DAY)
  const backup = health.VerifiedBackupOn
  const isOld = backup === null || now - new Date(backup).getTime() > BACKUP_DAYS * DAY
  return (
    <Section title={c.health.system}>
      <Facts
        facts={[
          [c.health.version, health.Version],
          [c.health.server, `PostgreSQL ${health.Server}${health.IsEmbedded ? ` (${c.health.embedded})` : ''}`],
          [c.health.databaseSize, size(health.DatabaseBytes, f)],
          [c.health.connections, c.health.of(f.number(health.Connections), f.number(health.MostConnections))],
          [c.health.schema, health.Schema],
          [c.health.disk, health.DiskFreeBytes === null ? null : size(health.DiskFreeBytes, f)],
          [
            c.health.backup,
            <State key="backup" mood={isOld ? 'bad' : 'good'}>
              {backup === null ? c.health.noBackup : c.health.moment(f.date(f.dayOf(backup)), f.time(backup))}
            </State>,
          ],
          [
            c.health.mirror,
            <Link key="mirror" to="/mirror" className={controls.link}>
              <State mood={health.Mirror === 'problem' ? 'bad' : health.Mirror === 'healthy' ? 'good' : 'neutral'}>
                {c.health.mirrors[health.Mirror]}
              </State>
            </Link>,
          ],
          [c.health.worker, c.health.workers(health.IsWorker, health.RunsMirror)],
        ]}
      />
      {isOld && <p className={sections.quiet}>{c.health.backupAdvice}</p>}
    </Section>
  )
}

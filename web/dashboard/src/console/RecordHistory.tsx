/** Every version of a record: who wrote it, when, what it changed, and the way back to it. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { useChannel } from './channels'
import { useConsole, type Location } from './ConsoleContext'
import { useShown } from './FieldValue'
import styles from './RecordHistory.module.css'
import { isConflict, useSave, useSaveError } from './saving'
import { versionsOptions, type Entity, type FieldChange, type Version } from './server'

interface RecordHistoryProps {
  entity: Entity
  id: number
  location: Location | null
  /** How many are shown, with a link to all; all by default. */
  most?: number
}

/** The versions, the present one first. */
export function RecordHistory({ entity, id, location, most }: RecordHistoryProps) {
  const { c, may } = useConsole()
  const { t, f } = useLocale()
  const found = useQuery(versionsOptions(useClient(), entity.Plural, id))
  const saving = useSave()
  const failure = useSaveError(saving.error)
  if (found.isError && !found.data)
    return <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Notice kind="loading" title={t.app.loading} />
  const versions = found.data.Versions
  const [present] = versions
  const mayGoBack = may(entity.Plural, 'Edit') && (!present?.IsDeleted || may(entity.Plural, 'Create'))
  const setBack = (to: Version) => {
    const change = { Entity: entity.Plural, Do: 'setback' as const, Id: id, To: to.Version, Version: present?.Version }
    saving.save([change], c.saved.setBack(entity.Label)).catch(() => undefined)
  }
  return (
    <>
      {(failure ?? isConflict(saving.error)) && <Banner kind="error">{failure ?? c.form.conflict}</Banner>}
      {may('audittrailentries', 'List') && (
        <p>
          <Link to={`/audit?entity=${entity.Name}&id=${id}`}>{c.history.trail}</Link>
        </p>
      )}
      {versions.length < 2 && <p className={styles.quiet}>{c.history.none}</p>}
      <ol className={styles.versions}>
        {versions.slice(0, most).map((one, index) => (
          <li key={one.Version} className={styles.version}>
            <VersionHead
              version={one}
              isPresent={index === 0}
              isFirst={index === versions.length - 1}
              location={location}
            />
            {!one.IsDeleted && (
              <Changes
                entity={entity}
                changes={one.Changes}
                location={location}
                isFirst={index === versions.length - 1}
              />
            )}
            {index > 0 && mayGoBack && !one.IsDeleted && (
              <Confirmation
                label={c.history.setBack}
                title={c.history.setBackTitle}
                text={c.history.setBackText(index)}
                warning={entity.AffectsFigures ? c.history.setBackFigures : undefined}
                isBusy={saving.isBusy}
                act={() => setBack(one)}
              />
            )}
          </li>
        ))}
      </ol>
      {most !== undefined && versions.length > most && may(entity.Plural, 'List') && (
        <Link to={`/records/${entity.Plural}?open=${id}&tab=history`}>{c.people.all(f.number(versions.length))}</Link>
      )}
    </>
  )
}

interface VersionHeadProps {
  version: Version
  isPresent: boolean
  isFirst: boolean
  location: Location | null
}

function VersionHead({ version, isPresent, isFirst, location }: VersionHeadProps) {
  const { c } = useConsole()
  const shown = useShown()
  const when = shown(
    { Kind: 'instant', Choices: [] } as unknown as Parameters<typeof shown>[0],
    version.HeldSince,
    null,
    location,
  )
  const channel = useChannel()
  const what = version.IsDeleted ? c.history.deleted : isFirst ? c.history.created : null
  return (
    <p className={styles.head}>
      <strong>{when}</strong>
      {isPresent && <span className={styles.present}>{c.history.present}</span>}
      {what && <span>{what}</span>}
      <span className={styles.quiet}>
        {version.By ?? c.history.unknown} · {channel(version.Channel, version.IsKey)}
      </span>
    </p>
  )
}

/** What a version changed: each field with its value before and after. */
function Changes({
  entity,
  changes,
  location,
  isFirst,
}: {
  entity: Entity
  changes: readonly FieldChange[]
  location: Location | null
  isFirst: boolean
}) {
  const { c } = useConsole()
  const shown = useShown()
  const known = changes.flatMap((one) => {
    const field = entity.Fields.find(({ Name, IsReadOnly }) => Name === one.PropertyName && !IsReadOnly)
    return field ? [{ field, one }] : []
  })
  if (known.length === 0) return null
  return (
    <dl className={styles.changes}>
      {known.map(({ field, one }) => (
        <div key={field.Name}>
          <dt>{field.Label}</dt>
          <dd>
            {!isFirst && <del aria-label={c.history.from}>{shown(field, one.OldValue, null, location) || '–'}</del>}
            <ins aria-label={c.history.to}>{shown(field, one.NewValue, null, location) || '–'}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}

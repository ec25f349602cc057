/** Files that were sent to be imported, and the imports that stored something. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { Screen } from '@/console/Screen'
import { CONSOLE } from '@/console/server'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Banner, Notice } from '@/ui/Notice'
import styles from './Import.module.css'
import { ImportsDone } from './ImportsDone'
import { filesOptions, remove, run, upload, type ImportFile } from './uploads'

const ENDINGS = '.csv,.xlsx,.jsonl,.zip'

/** The screen. */
export function ImportPage() {
  const { c } = useConsole()
  return (
    <Screen title={c.import.title}>
      <div className={styles.page}>
        <Upload />
        <Files />
        <ImportsDone />
      </div>
    </Screen>
  )
}

function Upload() {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const [, navigate] = useLocation()
  const [isOver, setOver] = useState(false)
  const [sent, setSent] = useState(0)
  const sending = useMutation({
    mutationFn: async (file: File) => {
      setSent(0)
      const { Id } = await upload(client, file, setSent)
      await run(client, Id, 'check')
      return Id
    },
    onSuccess: (id) => navigate(`/import/${id}`),
  })
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (file) sending.mutate(file)
  }
  return (
    <div>
      {/* Dropping a file is a short cut; the field in it does the same. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <label
        className={styles.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files)
        }}
      >
        <strong>{c.import.choose}</strong>
        <span className={styles.quiet}>{c.import.chooseHint}</span>
        <input
          type="file"
          accept={ENDINGS}
          disabled={sending.isPending}
          onChange={(event) => take(event.target.files)}
        />
      </label>
      {sending.isPending && (
        <p className={styles.progress} role="status">
          <span>{c.import.sending(sending.variables.name)}</span>
          <progress aria-label={c.import.sending(sending.variables.name)} max={sending.variables.size} value={sent} />
          <span>{f.percent(sent / Math.max(1, sending.variables.size))}</span>
        </p>
      )}
      {sending.error && <Banner kind="error">{reasonOf(sending.error, t)}</Banner>}
    </div>
  )
}

function Files() {
  const { c } = useConsole()
  const { t } = useLocale()
  const found = useQuery(filesOptions(useClient()))
  if (found.isError && !found.data)
    return <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Notice kind="loading" title={t.app.loading} />
  if (found.data.Files.length === 0) return null
  return (
    <section aria-labelledby="import-files">
      <h2 id="import-files" className={styles.heading}>
        {c.import.files}
      </h2>
      <ul className={styles.list}>
        {found.data.Files.map((one) => (
          <FileLine key={one.Id} file={one} />
        ))}
      </ul>
    </section>
  )
}

function FileLine({ file }: { file: ImportFile }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const removing = useMutation({
    mutationFn: () => remove(client, file.Id),
    onSettled: () => queries.invalidateQueries({ queryKey: [CONSOLE] }),
  })
  return (
    <li className={styles.line}>
      <Link className={controls.link} to={`/import/${file.Id}`}>
        {file.Name}
      </Link>
      <span className={styles.quiet}>
        {f.moment(file.CreatedOn)} · {c.import.states[file.State]}
      </span>
      <button
        type="button"
        className={`${controls.plain ?? ''} ${controls.icon ?? ''}`}
        aria-label={c.import.remove(file.Name)}
        disabled={removing.isPending}
        onClick={() => removing.mutate()}
      >
        <Icon name="close" />
      </button>
      {removing.error && <span role="alert">{reasonOf(removing.error, t)}</span>}
    </li>
  )
}

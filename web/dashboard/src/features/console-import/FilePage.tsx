/** One file: what was found out about it, what it would do, and the button that imports it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { Screen } from '@/console/Screen'
import { CONSOLE } from '@/console/server'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { answersOf, isSame, optionsOf, type Answers } from './answers'
import { Choices } from './Choices'
import styles from './Import.module.css'
import { CountsTable, Findings, Preview, Rejected } from './ReportParts'
import { TableLayout } from './TableLayout'
import { fileOptions, isBusy, run, type ImportFile } from './uploads'

/** The screen of a file. */
export function FilePage({ id }: { id: number }) {
  const { c } = useConsole()
  const { t, language } = useLocale()
  const found = useQuery(fileOptions(useClient(), id, language))
  const file = found.data
  return (
    <Screen title={file?.Name ?? c.import.title} over={<Link to="/import">{c.import.title}</Link>}>
      {found.isError && !file ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !file ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : isBusy(file.State) ? (
        <Running file={file} />
      ) : (
        // Answers begin anew with what each run was told.
        <Ended key={`${file.EndedOn ?? ''} ${file.State}`} file={file} />
      )}
    </Screen>
  )
}

function Running({ file }: { file: ImportFile }) {
  const { c } = useConsole()
  const { f } = useLocale()
  const label = c.import.states[file.State]
  const isKnown = file.BytesRead > 0 && file.BytesRead < file.Size
  return (
    <div className={styles.page}>
      <p className={styles.progress} role="status">
        <span>{label}</span>
        <progress aria-label={label} max={file.Size} {...(isKnown && { value: file.BytesRead })} />
        {isKnown && <span>{f.percent(file.BytesRead / file.Size)}</span>}
      </p>
      <p className={styles.quiet}>{c.import.goesOn}</p>
    </div>
  )
}

function Ended({ file }: { file: ImportFile }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const before = answersOf(file)
  const [answers, setAnswers] = useState<Answers>(before)
  const [isSure, setSure] = useState(false)
  const { Report: report, State: state } = file
  const running = useMutation({
    mutationFn: (action: 'check' | 'import') => run(client, file.Id, action, optionsOf(answers)),
    onSettled: () => queries.invalidateQueries({ queryKey: [CONSOLE] }),
  })
  const isDirty = !isSame(answers, before)
  const counts = Object.values(report?.entities ?? {})
  const sum = (name: 'new' | 'changed' | 'deleted') => counts.reduce((all, one) => all + one[name], 0)
  const changes = sum('new') + sum('changed') + sum('deleted')
  const isReady =
    state === 'checked' && report !== null && !isDirty && (report.rejected_count === 0 || answers.keepGood)
  const mustBeSure = answers.replace && sum('deleted') > 0
  return (
    <div className={styles.page}>
      <Outcome file={file} />
      {(report?.tables ?? []).map((table) => (
        <TableLayout
          key={table.name}
          table={table}
          answers={answers}
          report={report ?? undefined}
          onChange={state === 'imported' ? null : setAnswers}
        />
      ))}
      {report && <CountsTable report={report} isDone={state === 'imported'} />}
      {report && <Rejected file={file} report={report} />}
      {report && <Findings report={report} />}
      {file.Preview && state !== 'imported' && <Preview preview={file.Preview} />}
      {state !== 'imported' && state !== 'expired' && state !== 'uploading' && (
        <>
          <Choices file={file} answers={answers} onChange={setAnswers} />
          {running.error && <Banner kind="error">{reasonOf(running.error, t)}</Banner>}
          {isReady && changes > 0 && mustBeSure && (
            <label className={controls.check}>
              <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.target.checked)} />
              {c.import.sureToDelete(sum('deleted'))}
            </label>
          )}
          <div className={styles.buttons}>
            {isReady && changes > 0 && (
              <button
                type="button"
                className={controls.primary}
                disabled={running.isPending || (mustBeSure && !isSure)}
                onClick={() => running.mutate('import')}
              >
                {c.import.start(changes)}
              </button>
            )}
            <button
              type="button"
              className={isReady && changes > 0 ? controls.button : controls.primary}
              disabled={running.isPending}
              onClick={() => running.mutate('check')}
            >
              {report ? c.import.checkAgain : c.import.check}
            </button>
          </div>
        </>
      )}
    </div>
  )
}

function Outcome({ file: { State: state, Report: report, Problem } }: { file: ImportFile }) {
  const { c } = useConsole()
  if (state === 'imported')
    return (
      <Banner kind="done">
        {c.import.imported(report?.import_id ?? null)} <Link to="/import">{c.import.undoThere}</Link>
      </Banner>
    )
  if (state === 'failed') return <Banner kind="error">{Problem ?? c.failed}</Banner>
  if (state === 'stopped' || state === 'rejected' || state === 'expired' || state === 'uploading')
    return <Banner kind="error">{c.import.outcomes[state]}</Banner>
  const questions = report?.tables.reduce((all, one) => all + one.questions.length, 0) ?? 0
  if (questions > 0) return <Banner kind="note">{c.import.questions(questions)}</Banner>
  return <Banner kind="note">{c.import.nothingStored}</Banner>
}

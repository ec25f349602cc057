/** The recovery codes, which are shown once: to copy, save or print. */
import { useEffect, useRef, useState } from 'react'
import { accountTexts } from '@/i18n/account/texts'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { Banner } from '@/ui/Notice'
import { save } from '@/ui/save'
import styles from './Account.module.css'

interface RecoveryCodesProps {
  email: string
  codes: readonly string[]
  onKept: () => void
}

/** The codes. */
export function RecoveryCodes({ email, codes, onKept }: RecoveryCodesProps) {
  const { language } = useLocale()
  const texts = accountTexts(language).codes
  const [copied, setCopied] = useState<boolean | null>(null)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  const text = codes.join('\n')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      setCopied(false)
    }
  }
  return (
    <div ref={box} className={styles.codes} role="group" aria-label={texts.title} tabIndex={-1} data-codes>
      <h3 className={styles.title}>{texts.title}</h3>
      <p>{texts.meaning}</p>
      <p className={controls.onPaper}>{texts.heading(email)}</p>
      <ul className={styles.codeList} aria-label={texts.list}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p className={styles.buttons}>
        <button type="button" className={controls.button} onClick={() => void copy()}>
          {texts.copy}
        </button>
        <button
          type="button"
          className={controls.button}
          onClick={() =>
            save(
              new Blob([`${texts.heading(email)}\r\n\r\n${codes.join('\r\n')}\r\n`], {
                type: 'text/plain;charset=utf-8',
              }),
              `${texts.file}.txt`,
            )
          }
        >
          <Icon name="download" />
          {texts.download}
        </button>
        <button type="button" className={controls.button} onClick={() => print()}>
          <Icon name="print" />
          {texts.print}
        </button>
        <button type="button" className={controls.primary} onClick={onKept}>
          {texts.kept}
        </button>
      </p>
      {copied !== null && <Banner kind={copied ? 'done' : 'error'}>{copied ? texts.copied : texts.copyFailed}</Banner>}
    </div>
  )
}

/** Everything that is stored about the user, as a file to download. */
import { useMutation } from '@tanstack/react-query'
import { accountTexts } from '@/i18n/account/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Banner } from '@/ui/Notice'
import { save } from '@/ui/save'
import { Part } from './Part'
import { ownDataOptions } from './queries'

/** The part of the page. */
export function DataPart() {
  const { t, language } = useLocale()
  const texts = accountTexts(language).data
  const { client } = useSession()
  const { mutate, isPending, isSuccess, error } = useMutation({
    ...ownDataOptions(client),
    onSuccess: ({ blob, name }) => save(blob, name),
  })
  return (
    <Part title={texts.title} meaning={texts.meaning}>
      {error && (
        <Banner kind="error">
          {texts.failed} {reasonOf(error, t)}
        </Banner>
      )}
      <p>
        <button type="button" className={controls.button} disabled={isPending} onClick={() => mutate()}>
          <Icon name="download" />
          {texts.download}
        </button>
      </p>
      <p role="status">{isPending ? texts.preparing : isSuccess ? texts.saved : ''}</p>
    </Part>
  )
}

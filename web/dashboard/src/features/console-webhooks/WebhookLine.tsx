/** A webhook: what it accepts, what became of what it received, another secret for it, and its end. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { RenewSecret } from '@/console/RenewSecret'
import { State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { replaceSecret, revokeWebhook, WEBHOOKS, type Webhook } from './webhooks'

/** A line of the list. */
export function WebhookLine({ webhook }: { webhook: Webhook }) {
  const { c, entities } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [isRenewing, setRenewing] = useState(false)
  const revoking = useMutation({
    mutationFn: () => revokeWebhook(client, webhook.Id),
    onSuccess: (next) => queries.setQueryData(WEBHOOKS, next),
  })
  const labelOf = (event: string) => [...entities.values()].find((one) => one.Name === event)?.LabelOfSeveral ?? event
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <strong>{webhook.Name}</strong>
        <span className={sections.quiet}>
          {[
            webhook.Event ??
              (webhook.Roles === null ? c.webhooks.everyKind : c.webhooks.limited(webhook.Roles.join(', '))),
            webhook.RevokedOn === null ? null : c.webhooks.revokedOn(f.moment(webhook.RevokedOn)),
            webhook.LastReceivedOn === null ? c.webhooks.never : c.webhooks.last(f.moment(webhook.LastReceivedOn)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {webhook.PreviousSecretUntil !== null && (
          <State mood="neutral">{c.webhooks.overlap(f.moment(webhook.PreviousSecretUntil))}</State>
        )}
        {webhook.Events.length > 0 && (
          <ul className={sections.quiet}>
            {webhook.Events.map((one) => (
              <li key={one.Event}>
                {c.webhooks.counts(labelOf(one.Event), {
                  received: f.number(one.Received),
                  stored: f.number(one.Stored + one.Unchanged + one.Stale),
                  ignored: f.number(one.Ignored),
                  failed: f.number(one.Kept),
                })}
              </li>
            ))}
          </ul>
        )}
      </div>
      {webhook.RevokedOn === null && !isRenewing && (
        <>
          <button type="button" className={controls.plain} onClick={() => setRenewing(true)}>
            {c.webhooks.renew(webhook.Name)}
          </button>
          <Confirmation
            label={c.webhooks.revoke(webhook.Name)}
            title={c.webhooks.revokeTitle(webhook.Name)}
            text={c.webhooks.revokeText}
            refusal={revoking.error ? reasonOf(revoking.error, t) : undefined}
            isBusy={revoking.isPending}
            act={() => revoking.mutate()}
          />
        </>
      )}
      {isRenewing && <Renew webhook={webhook} onClose={() => setRenewing(false)} />}
    </li>
  )
}

function Renew({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { c } = useConsole()
  const { client } = useSession()
  return (
    <RenewSecret
      label={c.webhooks.renew(webhook.Name)}
      overlapLabel={c.webhooks.overlapLabel}
      submitLabel={c.webhooks.renewIt}
      replace={async (hours) => ({
        text: c.webhooks.newSecret(webhook.Name),
        secret: await replaceSecret(client, webhook.Id, hours),
      })}
      queryKey={WEBHOOKS}
      onClose={onClose}
    />
  )
}

{{- define "teamkpi.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What never changes for a part of a release: selectors use these. */}}
{{- define "teamkpi.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .part }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{- define "teamkpi.labels" -}}
{{ include "teamkpi.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{/* What the pods of all parts have in common; nothing in it depends on the number of the release. */}}
{{- define "teamkpi.pod" -}}
serviceAccountName: {{ include "teamkpi.name" . }}
automountServiceAccountToken: false
# Kubernetes would set TEAMKPI_PORT to the address of the service of this name.
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "teamkpi.container" -}}
image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
env:
  {{- range $setting, $key := pick .Values.secret "databaseUrl" "secretKey" "smtpPassword" "metricsToken" "bounceSecret" }}
  {{- if $key }}
  - name: TEAMKPI_{{ $setting | snakecase | upper }}_FILE
    value: /run/secrets/teamkpi/{{ $key }}
  {{- end }}
  {{- end }}
  {{- with .Values.trustedProxies }}
  - name: TEAMKPI_TRUSTED_PROXIES
    value: {{ join "," . | quote }}
  {{- end }}
  {{- with .Values.mail.url }}
  - name: TEAMKPI_SMTP_URL
    value: {{ . | quote }}
  {{- end }}
  {{- if .Values.otel.endpoint }}
  - name: OTEL_EXPORTER_OTLP_ENDPOINT
    value: {{ .Values.otel.endpoint | quote }}
  - name: OTEL_TRACES_SAMPLER
    value: {{ .Values.otel.sampler | quote }}
  - name: OTEL_TRACES_SAMPLER_ARG
    value: {{ .Values.otel.samplerArg | quote }}
  {{- end }}
  {{- range $name, $value := .Values.settings }}
  - name: {{ $name }}
    value: {{ include "teamkpi.text" $value | quote }}
  {{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: secrets, mountPath: /run/secrets/teamkpi, readOnly: true}
  - {name: temporary, mountPath: /tmp}
{{- end -}}

{{/* A setting as text: YAML reads `on` and `off` as booleans, and Helm has all numbers as floating point. */}}
{{- define "teamkpi.text" -}}
{{- if kindIs "bool" . -}}{{ ternary "on" "off" . }}
{{- else if kindIs "float64" . -}}{{ int64 . }}
{{- else -}}{{ . }}
{{- end -}}
{{- end -}}

{{- define "teamkpi.volumes" -}}
- name: secrets
  secret: {secretName: {{ .Values.secret.name }}, defaultMode: 0440}
- name: temporary
  emptyDir: {}
{{- end -}}

{{- define "teamkpi.migration" -}}
{{ include "teamkpi.pod" . }}
restartPolicy: OnFailure
containers:
  - name: migrate
    args: [migrate]
    {{- include "teamkpi.container" . | nindent 4 }}
    resources:
      requests: {cpu: 100m, memory: 256Mi}
      limits: {memory: 1Gi}
volumes: {{- include "teamkpi.volumes" . | nindent 2 }}
{{- end -}}

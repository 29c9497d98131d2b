{{/* The release that runs: the tag of the image, or that of the chart. */}}
{{- define "parley.release" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* Settings are texts, also where somebody gives a number. */}}
{{- define "parley.settings" -}}
{{- range $name, $value := . }}
{{- if and (kindIs "float64" $value) (eq (floor $value) $value) }}{{ $value = int64 $value }}{{ end }}
{{ $name }}: {{ $value | toString | quote }}
{{- end }}
{{- end }}

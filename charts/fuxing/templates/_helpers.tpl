{{/* A service's values: what it says over the defaults. Takes root and name; gives YAML. */}}
{{- define "fuxing.service" -}}
{{- $own := index .root.Values.services .name | default dict -}}
{{- $it := mustMergeOverwrite (deepCopy .root.Values.defaults) (deepCopy $own) -}}
{{- if not $it.existingSecret }}{{ $_ := set $it "existingSecret" (printf "fuxing-%s" .name) }}{{ end -}}
{{- if not $it.ownerSecret }}{{ $_ := set $it "ownerSecret" (printf "fuxing-%s-owner" .name) }}{{ end -}}
{{- toYaml $it -}}
{{- end -}}

{{- define "fuxing.fullname" -}}
{{ printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* Never changed after the first installation: a Deployment's selector is immutable. */}}
{{- define "fuxing.selector" -}}
app.kubernetes.io/name: fuxing
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{- define "fuxing.labels" -}}
{{ include "fuxing.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "fuxing.image" -}}
{{- $image := .root.Values.image -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ $image.repository }}/{{ .name }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end -}}

{{/* What a pod says about itself whatever runs in it. */}}
{{- define "fuxing.pod" -}}
automountServiceAccountToken: false
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
  seccompProfile:
    type: RuntimeDefault
{{- end -}}

{{- define "fuxing.container-security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Takes name, secret, key. */}}
{{- define "fuxing.from-secret" -}}
- name: {{ .key }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end -}}

{{/* The volume of a setting that names a file or folder, and where it is mounted. Both take the setting's name. */}}
{{- define "fuxing.volume" -}}
{{ . | lower | replace "_" "-" }}
{{- end -}}

{{- define "fuxing.mounted" -}}
/var/lib/fuxing/{{ include "fuxing.volume" . }}
{{- end -}}

{{/* Takes a list of {cidr, port}. */}}
{{- define "fuxing.to-addresses" -}}
{{- range . }}
- to:
    - ipBlock:
        cidr: {{ .cidr }}
  ports:
    - protocol: TCP
      port: {{ .port }}
{{- end }}
{{- end -}}

{{- define "fuxing.to-dns" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
  ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- end -}}

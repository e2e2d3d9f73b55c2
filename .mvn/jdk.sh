# Sourced by ./mvnw and ./quoin: sets JAVA_HOME to a JDK >= 25, whatever `java` happens to be on the PATH.
# Order: a good JAVA_HOME as it is; JAVA_HOME_25_*; javac on the PATH; the usual places. Says so and exits 1 when there is none.
_jdk_want=25

# Leaves the major version of the JDK home $1 in _jdk_major, empty if it is none. Forks only for a JDK without a release file.
_jdk_read_major() {
  _jdk_major=
  [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    while IFS='=' read -r _jdk_key _jdk_value || [ -n "$_jdk_key" ]; do
      [ "$_jdk_key" = JAVA_VERSION ] || continue
      _jdk_value=${_jdk_value#\"}
      _jdk_value=${_jdk_value%%[!0-9]*}
      _jdk_major=$_jdk_value
      return 0
    done <"$1/release"
  fi
  _jdk_major=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p')
}

_jdk_fits() {
  [ -n "$1" ] || return 1
  _jdk_read_major "$1"
  [ -n "$_jdk_major" ] && [ "$_jdk_major" -ge "$_jdk_want" ]
}

if ! _jdk_fits "${JAVA_HOME-}"; then
  _jdk_found=
  _jdk_on_path=$(command -v javac 2>/dev/null) && _jdk_on_path=$(readlink -f "$_jdk_on_path") && _jdk_on_path=${_jdk_on_path%/bin/javac} || _jdk_on_path=
  for _jdk_home in "${JAVA_HOME_25_X64-}" "${JAVA_HOME_25_ARM64-}" "$_jdk_on_path" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME-}"/.sdkman/candidates/java/25* "${HOME-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if _jdk_fits "$_jdk_home"; then
      _jdk_found=$_jdk_home
      break
    fi
  done
  if [ -z "$_jdk_found" ]; then
    echo "no JDK $_jdk_want or newer found (JAVA_HOME=${JAVA_HOME-unset}): install one or set JAVA_HOME" >&2
    exit 1
  fi
  JAVA_HOME=$_jdk_found
  export JAVA_HOME
fi

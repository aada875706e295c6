#!/bin/sh
# Makes the namespace once. What has ended stays to be looked at for 30 days; the log keeps it for ever.
set -eu
temporal operator namespace describe --namespace perennial >/dev/null 2>&1 \
    || temporal operator namespace create --namespace perennial --retention 30d

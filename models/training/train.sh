#!/usr/bin/env bash
# From nothing to the exported model with its card, at low priority; every part resumes where it was stopped.
#   ./train.sh                    all of it, with a long run of three million pictures
#   ./train.sh long [MINUTES]     the long run alone, until it is stopped (Ctrl-C or SIGTERM saves) or MINUTES have passed
#   ./train.sh finish             run the learning rate down, export, judge, and write sheets and card; `long` may go on afterwards
# FROM=FOLDER starts from an exported model where there are no checkpoints; THREADS (2), VAE_STEPS (1000), PICTURES (3000000),
# RUN_DOWN (1000 steps).
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-/usr/bin/python3}
threads=${THREADS:-2}
train=("$python" train_diffusion.py --threads "$threads")
long=("${train[@]}" ${FROM:+--from "$FROM"})

# Waiting threads must not spin: they would take the cores from whatever else runs. Autogroups hide niceness from each other, so both are set.
export OMP_WAIT_POLICY=passive
renice -n 19 $$ >/dev/null
echo 19 2>/dev/null >"/proc/$$/autogroup" || true

prepare() {
  [[ -d node_modules ]] || npm ci
  [[ -f .work/drawings.bin ]] || npm run render
}
autoencoder() { [[ -n ${FROM:-} || -f .work/latents.pt ]] || "$python" train_vae.py --steps "${VAE_STEPS:-1000}" --threads "$threads"; }
finish() {
  "${train[@]}" --run-down "${RUN_DOWN:-1000}"
  [[ -f .work/classifier.pt ]] || "$python" classifier.py --threads "$threads"
  "$python" export.py
  "$python" evaluate.py --threads "$threads"
  "$python" contact_sheets.py
  "$python" card.py
}

case ${1:-all} in
  all) prepare; autoencoder; "${long[@]}" --pictures "${PICTURES:-3000000}"; finish ;;
  long) prepare; autoencoder; exec "${long[@]}" ${2:+--minutes "$2"} ;;
  finish) prepare; finish ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

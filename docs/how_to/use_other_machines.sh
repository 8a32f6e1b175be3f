# A scheduler and a worker on this machine; elsewhere they would run for good.
dask scheduler --host 127.0.0.1 --port 0 --no-dashboard --scheduler-file cluster.json > scheduler.log 2>&1 &
scheduler=$!
trap 'kill $worker; wait $worker || true; kill $scheduler' EXIT  # one after the other, or the worker waits for the scheduler
until [ -s cluster.json ]; do sleep 0.2; done
dask worker --scheduler-file cluster.json --no-dashboard --no-nanny --nthreads 1 > worker.log 2>&1 &
worker=$!
address=$(python -c 'import json; print(json.load(open("cluster.json"))["address"])')
until grep -q "Registered to" worker.log; do sleep 0.2; done

sop-excel new aggregate_plan plan.xlsx
sop-excel optimize plan.xlsx --scenario all --cluster "$address" -q

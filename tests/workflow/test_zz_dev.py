import sys, asyncio; sys.path.insert(0,'/tmp/team')
from budget import *
import pytest
@pytest.mark.parametrize("happy",[True,False])
async def test_b(engine, temporal_server, happy):
    await asyncio.sleep(1.3); a=actions(temporal_server.metrics_url)
    r = await engine.begin(reference())
    from zoneinfo import ZoneInfo
    if happy:
        await r.until("2026-03-06 10:00"); await r.submit("self_assessment")
        await r.until("2026-03-11 10:00"); await r.submit("peer_feedback",ONE_PEER); await r.submit("peer_feedback",OTHER_PEER)
        await r.until("2026-03-12 10:00"); await r.submit("peer_feedback",NEWCOMER)
        await r.until("2026-03-18 10:00"); await r.submit("rate",MANAGER)
        await r.until("2026-03-19 10:00"); await r.submit("sign",verdict=Verdict.ACKNOWLEDGED)
    else:
        await r.until("2026-03-16 10:00")
        await r.steer("extend", c.Extend(stage="self_assessment",by_rule=When(working_days=5),request=str(__import__('uuid').uuid4()),by=HR))
        await r.until("2026-03-17 10:00"); await r.submit("self_assessment")
        await r.until("2026-03-20 10:00"); await r.submit("peer_feedback",ONE_PEER); await r.submit("peer_feedback",OTHER_PEER)
        await r.until("2026-03-23 10:00"); await r.submit("peer_feedback",NEWCOMER)
        await r.until("2026-03-30 10:00"); await r.submit("rate",MANAGER)
        await r.until("2026-04-02 10:00"); await r.submit("sign",verdict=Verdict.ACKNOWLEDGED)
    await asyncio.sleep(1.3); b=actions(temporal_server.metrics_url)
    print(b-a, sum((b-a).values()))
    h=await r.history()
    print([type(x).__name__ for x in await r.facts()])
    print(len(h), sum(x.ByteSize() for x in h))
    n=Counter(); s=Counter()
    for x in h: n[EventType.Name(x.event_type)]+=1; s[EventType.Name(x.event_type)]+=x.ByteSize()
    for k in n: print(k,n[k],s[k])
    seen=Counter()
    for x in h:
        seen[x.event_type]+=1
        if seen[x.event_type]==2 or x.event_type in (1,): print(x.ByteSize(), x)

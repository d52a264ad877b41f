import time
from decimal import Decimal
from tests.config.test_invariants_world import *
from tests.config.test_invariants_world import _register
from proposals.models import *
from proposals import contents
from config.invariants import history
import config.invariants as inv

def test_speed(db):
    t0=time.time()
    with clock.at(START):
        w = _register(); now=clock.now()
        c = Cycle.objects.create(province_id="99", target_year=2572, round_start=2571, opened_at=now)
        d = Plan.objects.create(reference="D", cycle=c, owner=w.district.body, level="district", area_id="9901", district_code="9901", province_code="99", flow="district-1", created_at=now)
        sub = Plan.objects.bulk_create([Plan(reference=f"S{i}", theme=f"{i}", cycle=c, owner=w.councils["990101"].body, level="subdistrict", area_id="990101", district_code="9901", province_code="99", flow="council-1", created_at=now, parent=d, gathered_at=now) for i in range(200)])
        from django.db import connection
        def fill(plan, n, asked):
            v = PlanVersion.objects.create(plan=plan, number=1, created_at=now)
            ps = Proposal.objects.bulk_create([Proposal(reference=f"{plan.reference}-{i}", plan=plan, owner=plan.owner, area_id=plan.area_id, district_code="9901", province_code="99", created_at=now, updated_at=now) for i in range(n)])
            vs=[]; 
            for p in ps:
                x = ProposalVersion(proposal=p, number=1, title="โครงการก่อสร้างถนน"*3, rationale="ถนนชำรุดมาก"*40, objective="เพื่อให้เดินทางสะดวก"*20, expected_result="ประชาชน"*20, work_class="hand_up", asked=asked, written_by=(w.councils["990101"] .secretary if plan is not d else w.desk.coordinator).user, created_at=now, frozen_at=now)
                x.content_hash = contents.content_hash(x, [BudgetLine(year=2572, source="lao", amount=Decimal(asked))], [Indicator(name="a", target="b")]); vs.append(x)
            ProposalVersion.objects.bulk_create(vs)
            BudgetLine.objects.bulk_create([BudgetLine(version=x, year=2572, source="lao", amount=asked) for x in vs])
            Indicator.objects.bulk_create([Indicator(version=x, name="a", target="b") for x in vs])
            ls = Line.objects.bulk_create([Line(plan=plan, number=i, proposal=p) for i,p in enumerate(ps,1)])
            PlanLine.objects.bulk_create([PlanLine(version=v, line=l, proposal_version=x, work_class="hand_up", asked=asked, proposed=asked) for l,x in zip(ls,vs)])
            contents.freeze(v); plan.current_version=v; plan.save(update_fields=["current_version"])
            return v, ls
        dv, dl = fill(d, 20000, 200)
        from approvals.models import Worksheet
        Worksheet.objects.create(plan=d, opened_at=now, closed_at=now)
        dec = Decision.objects.create(plan=d, act="accept", version=dv, version_hash=dv.hash, decided_at=now)
        k=0
        for s in sub:
            _, ls = fill(s, 200, 100)
            fs = Fate.objects.bulk_create([Fate(line=l, decision=dec, kind="merged", reason_code="x", reason="y", asked=100) for l in ls])
            Share.objects.bulk_create([Share(fate=f, source=l, target=dl[(k+i)//2], asked=100) for i,(f,l) in enumerate(zip(fs,ls))]); k+=200
        with connection.cursor() as cur: cur.execute("UPDATE proposals_plan SET state='closed' WHERE level='subdistrict'")
        with connection.cursor() as cur: cur.execute("ANALYZE")
    print("built", time.time()-t0)
    total=time.time()
    for n,f in INVARIANTS.items():
        t=time.time(); cnt, faults = f(inv.Scope(c)); b=list(faults); print(f"{n:50} {cnt:8} {len(b):6} {time.time()-t:.2f}")
    t=time.time(); r=history.recomputed(inv.Scope(c)); print("history", time.time()-t, {k:(v[0],len(list(v[1]))) for k,v in r.items()})
    print("TOTAL", time.time()-total)

package compatibility

import (
	"fmt"
	"testing"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
)

func TestATransactionExecutesOneBranchAtOneRevision(t *testing.T) {
	client := newClient(t, shared)
	before := put(t, client, "txn/a", "1")
	transaction := func() clientv3.Txn {
		return client.Txn(callContext(t)).
			If(clientv3.Compare(clientv3.Value("txn/a"), "=", "1")).
			Then(clientv3.OpPut("txn/a", "2"), clientv3.OpPut("txn/b", "2"), clientv3.OpGet("txn/", clientv3.WithPrefix())).
			Else(clientv3.OpGet("txn/a"))
	}

	succeeded, err := transaction().Commit()
	must(t, err)
	expect(t, "succeeded", succeeded.Succeeded, true)
	expect(t, "revision", succeeded.Header.Revision, before+1)
	mustAnswer(t, succeeded, 3)
	expect(t, "revision inside", succeeded.Responses[0].GetResponsePut().GetHeader().GetRevision(), before+1)
	expect(t, "what the transaction reads", pairs(succeeded.Responses[2].GetResponseRange().GetKvs()), "txn/a=2 txn/b=2")
	for _, kv := range get(t, client, "txn/", clientv3.WithPrefix()).Kvs {
		expect(t, "mod revision of "+string(kv.Key), kv.ModRevision, before+1)
	}

	failed, err := transaction().Commit()
	must(t, err)
	expect(t, "succeeded the second time", failed.Succeeded, false)
	expect(t, "revision of a transaction that only reads", failed.Header.Revision, before+1)
	mustAnswer(t, failed, 1)
	expect(t, "what its other branch reads", pairs(failed.Responses[0].GetResponseRange().GetKvs()), "txn/a=2")
}

func TestATransactionDeletes(t *testing.T) {
	client := newClient(t, shared)
	put(t, client, "txndel/a", "1")
	put(t, client, "txndel/b", "1")
	response, err := client.Txn(callContext(t)).
		Then(clientv3.OpDelete("txndel/", clientv3.WithPrefix()), clientv3.OpPut("other/txndel", "x")).
		Commit()
	must(t, err)
	mustAnswer(t, response, 2)
	expect(t, "deleted", response.Responses[0].GetResponseDeleteRange().GetDeleted(), 2)
	expect(t, "left", get(t, client, "txndel/", clientv3.WithPrefix()).Count, 0)
}

func TestComparisons(t *testing.T) {
	client := newClient(t, shared)
	created := put(t, client, "compare/a", "m")
	changed := put(t, client, "compare/a", "n")

	type row struct {
		target           string
		of               func(key string) clientv3.Cmp
		less, same, more any
	}
	rows := []row{
		{"version", clientv3.Version, 1, 2, 3},
		{"create revision", clientv3.CreateRevision, created - 1, created, created + 1},
		{"mod revision", clientv3.ModRevision, changed - 1, changed, changed + 1},
		{"value", clientv3.Value, "m", "n", "o"},
		{"lease", func(key string) clientv3.Cmp { return clientv3.LeaseValue(key) }, -1, 0, 1},
	}
	// What holds of a stored thing if the given one is less, the same, more.
	operators := map[string][3]bool{
		"=": {false, true, false}, "!=": {true, false, true}, ">": {true, false, false}, "<": {false, false, true},
	}
	for _, r := range rows {
		for operator, holds := range operators {
			for i, given := range []any{r.less, r.same, r.more} {
				name := fmt.Sprintf("%s %s %v", r.target, operator, given)
				expect(t, name, commits(t, client, clientv3.Compare(r.of("compare/a"), operator, given)), holds[i])
			}
		}
	}
}

func TestComparisonsOfAnAbsentKey(t *testing.T) {
	client := newClient(t, shared)
	for name, c := range map[string]struct {
		comparison clientv3.Cmp
		holds      bool
	}{
		"version is 0":         {clientv3.Compare(clientv3.Version("absent"), "=", 0), true},
		"create revision is 0": {clientv3.Compare(clientv3.CreateRevision("absent"), "=", 0), true},
		"mod revision is 0":    {clientv3.Compare(clientv3.ModRevision("absent"), "=", 0), true},
		"mod revision is > 0":  {clientv3.Compare(clientv3.ModRevision("absent"), ">", 0), false},
		"value is empty":       {clientv3.Compare(clientv3.Value("absent"), "=", ""), false},
		"value is another":     {clientv3.Compare(clientv3.Value("absent"), "!=", "x"), false},
	} {
		expect(t, name, commits(t, client, c.comparison), c.holds)
	}
}

func TestAllComparisonsMustHold(t *testing.T) {
	client := newClient(t, shared)
	put(t, client, "all/a", "1")
	holds := clientv3.Compare(clientv3.Value("all/a"), "=", "1")
	fails := clientv3.Compare(clientv3.Value("all/a"), "=", "2")
	expect(t, "true, true", commits(t, client, holds, holds), true)
	expect(t, "true, false", commits(t, client, holds, fails), false)
	expect(t, "false, true", commits(t, client, fails, holds), false)
	expect(t, "none", commits(t, client), true)
}

func TestATransactionMayNotPutAKeyTwice(t *testing.T) {
	client := newClient(t, shared)
	before := put(t, client, "twice/b", "1")
	_, err := client.Txn(callContext(t)).Then(clientv3.OpPut("twice/a", "1"), clientv3.OpPut("twice/a", "2")).Commit()
	expect(t, "error", err, error(rpctypes.ErrDuplicateKey))
	expect(t, "revision afterwards", get(t, client, "twice/a").Header.Revision, before)
}

func TestATransactionHasAtMost128Operations(t *testing.T) {
	client := newClient(t, shared)
	var operations []clientv3.Op
	for i := range 129 {
		operations = append(operations, clientv3.OpPut(fmt.Sprintf("ops/%d", i), "x"))
	}
	must(t, drop(client.Txn(callContext(t)).Then(operations[:128]...).Commit()))
	expect(t, "error", drop(client.Txn(callContext(t)).Then(operations...).Commit()), error(rpctypes.ErrTooManyOps))
}

func commits(t *testing.T, client *clientv3.Client, comparisons ...clientv3.Cmp) bool {
	t.Helper()
	response, err := client.Txn(callContext(t)).If(comparisons...).Commit()
	must(t, err)
	return response.Succeeded
}

// mustAnswer ends the test unless a transaction was answered with so many responses.
func mustAnswer(t *testing.T, response *clientv3.TxnResponse, want int) {
	t.Helper()
	if len(response.Responses) != want {
		t.Fatalf("%d responses instead of %d", len(response.Responses), want)
	}
}

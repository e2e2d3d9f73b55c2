package compatibility

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"quoin.io/compatibility/server"
)

// roomMax is how soon puts must go on once there is room: a second is promised, the line of the log says what it was,
// and this machine does other things too.
const roomMax = 5 * time.Second

const ballastBytes = 64 << 20

// TestAFullDiskRaisesNoSpaceAndNothingIsLost fills a small volume with puts and goes the way of an operator; in between
// the server is killed, and the volume filled by others to the last byte.
func TestAFullDiskRaisesNoSpaceAndNothingIsLost(t *testing.T) {
	quoinOnly(t)
	for name, mount := range map[string]func(*testing.T, int) *volume{"tmpfs": newTmpfs, "ext4": newExt4} {
		t.Run(name, func(t *testing.T) {
			volume := mount(t, 320)
			ballast := volume.ballast(t, "ballast", ballastBytes)
			s := newServerIn(t, filepath.Join(volume.path, "data"))
			must(t, s.Start())
			full := &fullDisk{server: s, held: map[string]uint32{}}
			full.fill(t)
			full.expectRefusal(t)
			full.makeRoomInside(t)

			s.Kill()
			must(t, s.Start())
			full.expectRefusal(t)
			full.readAll(t)

			rest := volume.ballast(t, "rest", -1)
			full.readAll(t)
			s.Kill()
			must(t, s.Start())
			full.expectRefusal(t)
			full.readAll(t)
			if !s.Alive() {
				t.Fatal("the server has ended")
			}

			must(t, os.Remove(rest))
			must(t, os.Remove(ballast))
			full.expectToGoOn(t)
			full.readAll(t)
			s.Kill()
			must(t, s.Start())
			full.readAll(t)
		})
	}
}

// fullDisk is a server whose volume is full, and what was acknowledged: the checksum of each key's value.
type fullDisk struct {
	server *server.Server
	mutex  sync.Mutex
	held   map[string]uint32
}

func valueOf(key string) string {
	return string(bytes.Repeat([]byte(fmt.Sprintf("%-32s", key)), 2048))
}

// fill puts from several connections until each is refused, for want of space and for nothing else.
func (f *fullDisk) fill(t *testing.T) {
	t.Helper()
	var writers sync.WaitGroup
	for number := range 4 {
		client := newClient(t, f.server)
		writers.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("full/%d/%05d", number, i)
				value := valueOf(key)
				_, err := client.Put(callContext(t), key, value)
				if err != nil {
					if !errors.Is(err, rpctypes.ErrNoSpace) {
						t.Errorf("the put of %s is answered with %v", key, err)
					}
					return
				}
				f.mutex.Lock()
				f.held[key] = crc32.ChecksumIEEE([]byte(value))
				f.mutex.Unlock()
			}
		})
	}
	writers.Wait()
	t.Logf("%d puts of 64 KiB until the disk was full", len(f.held))
	if t.Failed() || len(f.held) == 0 {
		t.FailNow()
	}
}

// expectRefusal: the alarm of this member is raised, /health tells it as etcd's does, puts are refused.
func (f *fullDisk) expectRefusal(t *testing.T) {
	t.Helper()
	client := newClient(t, f.server)
	alarms, err := client.AlarmList(callContext(t))
	must(t, err)
	if len(alarms.Alarms) != 1 || alarms.Alarms[0].MemberID != alarms.Header.MemberId ||
		alarms.Alarms[0].Alarm != pb.AlarmType_NOSPACE {
		t.Fatalf("alarms: %v", alarms.Alarms)
	}
	health := fetch(t, f.server, "GET", "/health")
	expect(t, "health", fmt.Sprint(health.status, " ", strings.TrimSpace(health.body)), `503 {"health":"false","reason":"ALARM NOSPACE"}`)
	if _, err := client.Put(callContext(t), "full/small", ""); !errors.Is(err, rpctypes.ErrNoSpace) {
		t.Fatalf("a put is answered with %v", err)
	}
}

// makeRoomInside deletes and compacts, as an operator would: on a full disk.
func (f *fullDisk) makeRoomInside(t *testing.T) {
	t.Helper()
	client := newClient(t, f.server)
	deleted := 0
	for key := range f.held {
		if deleted++; deleted > len(f.held)/4 {
			break
		}
		_, err := client.Delete(callContext(t), key)
		must(t, err)
		delete(f.held, key)
	}
	answer, err := client.Delete(callContext(t), "nothing", clientv3.WithPrefix())
	must(t, err)
	_, err = client.Compact(callContext(t), answer.Header.Revision, clientv3.WithCompactPhysical())
	must(t, err)
	f.readAll(t)
}

func (f *fullDisk) readAll(t *testing.T) {
	t.Helper()
	client := newClient(t, f.server)
	for key, want := range f.held {
		kv := only(t, get(t, client, key))
		if crc32.ChecksumIEEE(kv.Value) != want {
			t.Fatalf("%s has another value", key)
		}
	}
	counted := get(t, client, "full/", clientv3.WithPrefix(), clientv3.WithCountOnly())
	if counted.Count < int64(len(f.held)) {
		t.Fatalf("%d keys of %d", counted.Count, len(f.held))
	}
}

// expectToGoOn: there is room; after the alarm is taken back puts go on, and the alarm does not come back.
func (f *fullDisk) expectToGoOn(t *testing.T) {
	t.Helper()
	client := newClient(t, f.server)
	since := time.Now()
	_, err := client.AlarmDisarm(callContext(t), &clientv3.AlarmMember{})
	for err == nil {
		if _, err = client.Put(callContext(t), "full/again", ""); err == nil {
			break
		}
		if !errors.Is(err, rpctypes.ErrNoSpace) || time.Since(since) > roomMax {
			break
		}
		_, err = client.AlarmDisarm(callContext(t), &clientv3.AlarmMember{})
	}
	must(t, err)
	t.Logf("puts go on %v after there was room", time.Since(since))
	value := valueOf("full/after")
	for i := range 20 {
		key := fmt.Sprintf("full/after/%d", i)
		put(t, client, key, value)
		f.held[key] = crc32.ChecksumIEEE([]byte(value))
	}
	alarms, err := client.AlarmList(callContext(t))
	must(t, err)
	expect(t, "alarms", len(alarms.Alarms), 0)
}

// TestTinyQuotasAreLikeEtcds: overwrites of one key reach a quota of a few pages, compaction and defragmentation bring
// the size back below it; what comes to the same at etcd is compared, the number of puts is not.
func TestTinyQuotasAreLikeEtcds(t *testing.T) {
	quoinOnly(t)
	const small, tiny = 53_248, 5_120
	const putsMax = 5_000 // etcd looks at what its backend had at its last commit, a tenth of a second ago
	for _, s := range []*server.Server{
		newRunningEtcd(t, "--quota-backend-bytes", fmt.Sprint(small)),
		newRunningServer(t, "--quota-backend-bytes", fmt.Sprint(small)),
	} {
		client := newClient(t, s)
		value := string(bytes.Repeat([]byte("x"), 4096))
		count := 0
		for ; count < putsMax; count++ {
			if _, err := client.Put(callContext(t), "key", value); err != nil {
				expect(t, "refusal", err.Error(), rpctypes.ErrNoSpace.Error())
				break
			}
		}
		t.Logf("%s: %d puts of 4 KiB", s.Endpoint(), count)
		if count == 0 || count == putsMax {
			t.Fatalf("%d puts within a quota of %d bytes", count, small)
		}
		compactAndDefragment(t, s, client)
		status, err := client.Status(callContext(t), s.Endpoint())
		must(t, err)
		if status.DbSize >= small {
			t.Errorf("%d bytes after compaction and defragmentation", status.DbSize)
		}
		etcdctl(t, s, "", "alarm", "disarm")
		put(t, client, "key", "small")
	}
	for _, s := range []*server.Server{
		newRunningEtcd(t, "--quota-backend-bytes", fmt.Sprint(tiny)),
		newRunningServer(t, "--quota-backend-bytes", fmt.Sprint(tiny)),
	} {
		client := newClient(t, s)
		var err error
		count := 0
		for ; err == nil && count < 20; count++ {
			_, err = client.Put(callContext(t), fmt.Sprint("key", count), string(bytes.Repeat([]byte("x"), 1024)))
		}
		if !errors.Is(err, rpctypes.ErrNoSpace) {
			t.Errorf("%d puts of 1 KiB within a quota of %d bytes, the last: %v", count, tiny, err)
		}
	}
}

func compactAndDefragment(t *testing.T, s *server.Server, client *clientv3.Client) {
	t.Helper()
	revision := get(t, client, "key").Header.Revision
	_, err := client.Compact(callContext(t), revision, clientv3.WithCompactPhysical())
	must(t, err)
	_, err = client.Defragment(callContext(t), s.Endpoint())
	must(t, err)
}
